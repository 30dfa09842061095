/**
 * Syntax, control flow and summaries come in; what a rule may ask of a function, of a driver and of
 * a tree goes out.
 */
package org.patchwright.fact;
