/**
 * Repositories with many revisions, and rules, come in; the life of each finding goes out: who
 * brought it in, who mended it, and where it still is.
 */
package org.patchwright.sweep;
