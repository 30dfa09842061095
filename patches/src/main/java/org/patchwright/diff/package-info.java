/**
 * Unified diffs of git, Mercurial and plain diff as text, or two versions of a file, come in.
 * {@link org.patchwright.diff.FileDiff}s go out: values that print to the very text git would take.
 */
package org.patchwright.diff;
