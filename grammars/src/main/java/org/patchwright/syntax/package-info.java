/**
 * Tokens come in; the lossless syntax tree goes out, compact in arrays, with typed views over its
 * nodes.
 */
package org.patchwright.syntax;
