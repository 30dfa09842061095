/** Facts of functions, drivers and trees come in; findings go out. */
package org.patchwright.rule;
