/**
 * Expressions and branch conditions come in; values, ranges and the states of tracked handles go
 * out. They hold for one function at a time.
 */
package org.patchwright.dataflow;
