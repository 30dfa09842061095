/**
 * The one dress of all HTML pages: blocks of text, tables and diffs come in, pages and folders of
 * pages that work from disk without a network go out. Text becomes text nodes only, whatever it
 * holds: no block takes markup.
 */
package org.patchwright.report.page;
