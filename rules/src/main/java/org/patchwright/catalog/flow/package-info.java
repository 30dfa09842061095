/** Functions and files come in; findings about code that can't run, or should not, go out. */
package org.patchwright.catalog.flow;
