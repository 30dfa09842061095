package org.patchwright.mail;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * One mail, decoded.
 *
 * @param subject with everything in brackets; may be empty
 * @param from as written, decoded
 * @param date if it can be read
 * @param messageId without angle brackets
 * @param references ids of the mails it answers, the direct one last
 * @param text the plain text, one character a byte, lines ending in line feeds; inline patches that
 *     are attached follow the text
 * @param charset of the text, as labelled or as its bytes show
 */
public record Mail(
    String subject,
    String from,
    Optional<OffsetDateTime> date,
    Optional<String> messageId,
    List<String> references,
    String text,
    String charset) {

  public Mail {
    references = List.copyOf(references);
  }

  /** A part of the text as a reader should see it. */
  public String decoded(String part) {
    byte[] bytes = part.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    return MailReader.decode(bytes, charset);
  }
}
