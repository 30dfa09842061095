/**
 * Mails, mbox files, quilt folders, exports of Mercurial and archive pages come in. A {@link
 * org.patchwright.series.Series} goes out, in order and with its cover letter, and is written again
 * in any of those forms.
 */
package org.patchwright.series;
