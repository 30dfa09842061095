/**
 * Findings that carry edits come in. A series of patches goes out, of which each was proved to
 * silence its findings without bringing in others.
 */
package org.patchwright.fix;
