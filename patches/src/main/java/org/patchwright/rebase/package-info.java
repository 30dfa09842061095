/**
 * Diffs, the files that they were made for, and another tree come in. The same changes made in that
 * tree go out, each with how it was carried and how sure that is.
 */
package org.patchwright.rebase;
