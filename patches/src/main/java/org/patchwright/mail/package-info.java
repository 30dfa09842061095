/**
 * Bytes of mails, mbox files, Maildir folders and archive pages come in. {@link
 * org.patchwright.mail.Mail}s go out, decoded, with what a thread needs to be put in order.
 */
package org.patchwright.mail;
