/**
 * Parsed files come in; who calls whom in them goes out. A function whose address is taken may be
 * called by anybody.
 */
package org.patchwright.callgraph;
