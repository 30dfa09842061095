/**
 * Takes syntax trees. Yields them typed, in the terms of C, with queries, and with edits that leave
 * every other byte alone.
 */
package org.patchwright.ast;
