/**
 * The text of a patch as mail and archives left it comes in, with the tree it was made for where
 * that is known. The diffs that were meant go out, with a list of every repair and its proof.
 */
package org.patchwright.repair;
