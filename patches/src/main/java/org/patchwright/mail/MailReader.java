package org.patchwright.mail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.patchwright.source.Problem;
import org.patchwright.source.Span;

/** Reads mails with Apache James Mime4j: parts, transfer encodings, charsets, encoded words. */
public final class MailReader {

  /** No mail's text may grow beyond this many bytes. */
  public static final int LARGEST = 64 << 20;

  private static final int MOST_PARTS = 500;
  private static final Pattern HEADER = Pattern.compile("[A-Za-z][A-Za-z0-9-]*:( .*|$)");
  private static final Pattern FROM_LINE =
      Pattern.compile("From \\S.*\\d\\d:\\d\\d.*\\d{4}.*", Pattern.DOTALL);
  private static final Pattern ID = Pattern.compile("<([^<>\\s]+)>");

  private MailReader() {}

  /** What a text yields when read as mails. */
  public record Mails(List<Mail> mails, List<Problem> problems) {

    public Mails {
      mails = List.copyOf(mails);
      problems = List.copyOf(problems);
    }
  }

  /**
   * Reads one mail, or an mbox of many, or a page of an archive, or a bare patch.
   *
   * @param name how problems name the input
   */
  public static Mails read(String name, byte[] bytes) {
    List<Mail> mails = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (ArchivePage.isHtml(text)) {
      mails.add(ArchivePage.read(ArchivePage.text(bytes)));
      return new Mails(mails, problems);
    }
    for (String piece : split(text)) {
      if (looksLikeMail(piece)) {
        try {
          mails.add(mail(piece));
        } catch (MimeException | IOException damaged) {
          problems.add(
              new Problem(
                  name, new Span(0, 0), "this mail can't be read: " + damaged.getMessage()));
        }
      } else if (!piece.isBlank()) {
        mails.add(ArchivePage.read(piece));
      }
    }
    return new Mails(mails, problems);
  }

  /** The mails of an mbox file; one for anything else. */
  private static List<String> split(String text) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    int at = 0;
    boolean blank = true;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      end = end < 0 ? text.length() : end;
      if (blank && at > start && text.startsWith("From ", at)) {
        String line = text.substring(at, end).stripTrailing();
        if (FROM_LINE.matcher(line).matches() && looksLikeMail(text.substring(at))) {
          pieces.add(text.substring(start, at));
          start = at;
        }
      }
      blank = text.startsWith("\n", at) || text.startsWith("\r\n", at);
      at = end + 1;
    }
    pieces.add(text.substring(start));
    return pieces;
  }

  private static boolean looksLikeMail(String text) {
    int at = text.startsWith("From ") || text.startsWith(">From ") ? text.indexOf('\n') + 1 : 0;
    int fields = 0;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      end = end < 0 ? text.length() : end;
      String line = text.substring(at, end).stripTrailing();
      if (line.isEmpty()) {
        break;
      }
      if (HEADER.matcher(line).matches()) {
        fields++;
      } else if (!(line.startsWith(" ") || line.startsWith("\t")) || fields == 0) {
        return false;
      }
      at = end + 1;
    }
    return fields >= 2;
  }

  private static Mail mail(String piece) throws MimeException, IOException {
    String text = piece;
    boolean mbox = text.startsWith("From ") || text.startsWith(">From ");
    if (mbox) {
      text = text.substring(text.indexOf('\n') + 1);
    }
    MimeConfig config =
        MimeConfig.custom()
            .setMaxLineLen(-1)
            .setMaxHeaderLen(-1)
            .setMaxHeaderCount(2000)
            .setMaxContentLen(LARGEST)
            .build();
    MimeTokenStream stream = new MimeTokenStream(config);
    stream.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    Fields fields = new Fields();
    StringBuilder body = new StringBuilder();
    StringBuilder html = new StringBuilder();
    String charset = "";
    int depth = 0;
    int parts = 0;
    for (EntityState state = stream.getState();
        state != EntityState.T_END_OF_STREAM;
        state = stream.next()) {
      if (state == EntityState.T_START_MULTIPART || state == EntityState.T_START_BODYPART) {
        depth++;
      } else if (state == EntityState.T_FIELD && depth == 0) {
        fields.add(stream.getField());
      } else if (state == EntityState.T_BODY && ++parts <= MOST_PARTS) {
        BodyDescriptor part = stream.getBodyDescriptor();
        String type = part.getMimeType().toLowerCase(Locale.ROOT);
        if (!isText(type)) {
          continue;
        }
        byte[] bytes = limited(stream.getDecodedInputStream(), LARGEST - body.length());
        if (type.equals("text/html")) {
          html.append(ArchivePage.text(bytes));
          continue;
        }
        String label = String.valueOf(part.getCharset());
        charset = charset.isEmpty() && !label.equals("null") ? label : charset;
        if (body.length() > 0 && body.charAt(body.length() - 1) != '\n') {
          body.append('\n');
        }
        body.append(lineFeeds(new String(bytes, StandardCharsets.ISO_8859_1)));
      }
    }
    String all = body.toString();
    if (all.indexOf("@@ -") < 0 && html.indexOf("@@ -") >= 0) {
      all = html.toString();
      charset = "UTF-8";
    }
    if (mbox) {
      all = all.replaceAll("(?m)^>(>*From )", "$1");
    }
    return new Mail(
        fields.subject,
        fields.from,
        date(fields.date),
        fields.ids("message-id").stream().findFirst(),
        fields.references(),
        all,
        charset.isEmpty() ? "UTF-8" : charset);
  }

  private static boolean isText(String type) {
    return type.startsWith("text/")
        || type.equals("application/octet-stream")
        || type.contains("patch")
        || type.contains("diff");
  }

  /** Mail's own CR LF becomes LF where every line has it. */
  private static String lineFeeds(String text) {
    String lines = text;
    if (lines.contains("\r\n") && !Pattern.compile("(?<!\\r)\\n").matcher(lines).find()) {
      lines = lines.replace("\r\n", "\n");
    }
    return lines;
  }

  private static byte[] limited(InputStream in, int most) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] room = new byte[8192];
    for (int got = in.read(room); got >= 0; got = in.read(room)) {
      if (out.size() + got > most) {
        throw new IOException("a part is larger than " + LARGEST + " bytes");
      }
      out.write(room, 0, got);
    }
    return out.toByteArray();
  }

  private static final class Fields {
    private String subject = "";
    private String from = "";
    private String date = "";
    private final List<String[]> others = new ArrayList<>();

    void add(Field field) {
      String value = field.getBody() == null ? "" : field.getBody();
      String name = field.getName().toLowerCase(Locale.ROOT);
      switch (name) {
        case "subject" -> subject = subject.isEmpty() ? words(value) : subject;
        case "from" -> from = from.isEmpty() ? words(value) : from;
        case "date" -> date = date.isEmpty() ? value.strip() : date;
        default -> others.add(new String[] {name, value});
      }
    }

    private static String words(String value) {
      String unfolded = value.replaceAll("\\r?\\n(?=[ \\t])", "").strip();
      return DecoderUtil.decodeEncodedWords(unfolded, DecodeMonitor.SILENT).replaceAll("\\s+", " ");
    }

    List<String> ids(String name) {
      List<String> ids = new ArrayList<>();
      for (String[] other : others) {
        if (other[0].equals(name)) {
          Matcher id = ID.matcher(other[1]);
          while (id.find()) {
            ids.add(id.group(1));
          }
        }
      }
      return ids;
    }

    List<String> references() {
      List<String> all = new ArrayList<>(ids("references"));
      ids("in-reply-to").stream().filter(id -> !all.contains(id)).forEach(all::add);
      return all;
    }
  }

  /** Reads a date as mails write it; comments and missing week days don't matter. */
  public static Optional<OffsetDateTime> date(String text) {
    String clean = text.replaceAll("\\(.*?\\)", "").replaceAll("\\s+", " ").strip();
    clean =
        clean
            .replaceAll("^(Mon|Tue|Wed|Thu|Fri|Sat|Sun),? ?", "")
            .replaceAll(" (GMT|UTC)$", " +0000");
    for (String pattern :
        List.of("d MMM yyyy HH:mm:ss xx", "d MMM yyyy HH:mm xx", "MMM d HH:mm:ss yyyy xx")) {
      try {
        DateTimeFormatter format =
            new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern)
                .toFormatter(Locale.ENGLISH);
        return Optional.of(OffsetDateTime.parse(clean, format));
      } catch (DateTimeException other) {
        // Another way of writing it may fit.
        continue;
      }
    }
    return Optional.empty();
  }

  /** Decodes by the label where that fits, else as UTF-8, else as ISO 8859-1. */
  static String decode(byte[] bytes, String label) {
    for (String name : List.of(label, "UTF-8")) {
      try {
        return Charset.forName(name).newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException | IllegalArgumentException wrongLabel) {
        // The label lies or is unknown: the bytes decide.
        continue;
      }
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
