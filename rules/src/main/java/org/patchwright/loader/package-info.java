/** Rule sources come in; rules, or what the compiler says against them, go out. */
package org.patchwright.loader;
