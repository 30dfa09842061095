/**
 * Bytes come in, from wherever a tree is kept; source files, spans, lines, problems and edits go
 * out. Nothing here knows C, git or mail.
 */
package org.patchwright.source;
