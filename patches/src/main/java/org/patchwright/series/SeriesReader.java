package org.patchwright.series;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.diff.FileDiff;
import org.patchwright.mail.Mail;
import org.patchwright.mail.MailReader;
import org.patchwright.mail.MailReader.Mails;
import org.patchwright.repair.PlainText;
import org.patchwright.repair.Repair;
import org.patchwright.repair.Repaired;
import org.patchwright.repair.Repairer;
import org.patchwright.source.Problem;
import org.patchwright.source.SourceTree;
import org.patchwright.source.Span;

/**
 * Reads a series from mails, an mbox, a Maildir, a quilt folder, exports of Mercurial, archive
 * pages or bare diffs; puts a thread in order and undoes damage.
 */
public final class SeriesReader {

  private static final Pattern BASE =
      Pattern.compile("(?m)^[> ]{0,40}base-commit: ([0-9a-f]{40})\\b");
  private static final Pattern DIFF =
      Pattern.compile("(?m)^[ >|\\t]*(?:diff -|--- \\S|Index: \\S|@@ -\\d)");
  private static final Pattern STAT =
      Pattern.compile(
          "\\b(\\d{1,9})\\s+files?\\s+changed(?:,\\s+(\\d{1,9})\\s+insertions?\\(\\+\\))?"
              + "(?:,\\s+(\\d{1,9})\\s+deletions?\\(-\\))?");
  private static final Pattern CUT = Pattern.compile("(?m)^[ >|]*---[ \\t\\r]*$");
  private static final Pattern QUILT_FIELD = Pattern.compile("(?m)\\A\\s*(?:From|Subject|Date): ");
  private static final String HG = "# HG changeset patch";

  private final List<Problem> problems = new ArrayList<>();
  private final List<Mail> mails = new ArrayList<>();
  private String name = "";

  private SeriesReader() {}

  /**
   * Reads a file or folder.
   *
   * @param tree the tree that the first patch was made for, if it is known: it proves repairs
   * @throws IOException if something can't be read
   */
  public static SeriesReading read(Path input, Optional<SourceTree> tree) throws IOException {
    SeriesReader reader = new SeriesReader();
    reader.name = input.toString();
    boolean ordered = reader.collect(input);
    return reader.reading(tree, ordered);
  }

  /** Reads bytes, for example of standard input. */
  public static SeriesReading read(String name, byte[] bytes, Optional<SourceTree> tree)
      throws IOException {
    SeriesReader reader = new SeriesReader();
    reader.name = name;
    reader.add(name, bytes);
    return reader.reading(tree, false);
  }

  private boolean collect(Path input) throws IOException {
    if (!Files.isDirectory(input)) {
      add(input.toString(), Files.readAllBytes(input));
      return false;
    }
    Path series = input.resolve("series");
    Path nested = input.resolve("patches").resolve("series");
    if (Files.isRegularFile(series) || Files.isRegularFile(nested)) {
      quilt(Files.isRegularFile(series) ? series : nested);
      return true;
    }
    List<Path> files = new ArrayList<>();
    boolean maildir =
        Files.isDirectory(input.resolve("cur")) || Files.isDirectory(input.resolve("new"));
    List<Path> folders =
        maildir ? List.of(input.resolve("new"), input.resolve("cur")) : List.of(input);
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> all = Files.list(folder)) {
          all.filter(Files::isRegularFile).sorted().forEach(files::add);
        }
      }
    }
    for (Path file : files) {
      add(file.toString(), Files.readAllBytes(file));
    }
    return false;
  }

  private void quilt(Path series) throws IOException {
    Path folder = series.toAbsolutePath().getParent().normalize();
    for (String line : Files.readAllLines(series, java.nio.charset.StandardCharsets.ISO_8859_1)) {
      String entry = line.replaceAll("(^|\\s)#.*", "").strip();
      if (entry.isEmpty()) {
        continue;
      }
      Path file = folder.resolve(entry.split("\\s+")[0]).normalize();
      if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
        problem("series names " + entry + ", which is no file of its folder");
        continue;
      }
      int before = mails.size();
      add(file.toString(), Files.readAllBytes(file));
      if (mails.size() == before + 1) {
        mails.set(before, described(mails.get(before)));
      }
    }
  }

  /** Quilt asks for no headers: then the first line of the description is the subject. */
  private static Mail described(Mail mail) {
    Matcher diff = DIFF.matcher(mail.text());
    String above = mail.text().substring(0, diff.find() ? diff.start() : 0);
    if (above.isBlank() || !mail.from().isBlank() || QUILT_FIELD.matcher(above).find()) {
      return mail;
    }
    String description = mail.text().stripLeading();
    int end = description.indexOf('\n');
    return new Mail(
        mail.decoded(description.substring(0, end)),
        mail.from(),
        mail.date(),
        mail.messageId(),
        mail.references(),
        description.substring(end + 1),
        mail.charset());
  }

  private void add(String from, byte[] bytes) {
    if (bytes.length > MailReader.LARGEST) {
      problem(from + " is larger than " + MailReader.LARGEST + " bytes");
      return;
    }
    Mails read = MailReader.read(from, bytes);
    mails.addAll(read.mails());
    problems.addAll(read.problems());
  }

  private record Candidate(Mail mail, SubjectLine subject, PlainText plain) {
    String text() {
      return plain.text();
    }

    boolean hasDiff() {
      return DIFF.matcher(text()).find() || text().contains("GIT binary patch");
    }
  }

  private SeriesReading reading(Optional<SourceTree> tree, boolean ordered) throws IOException {
    List<Candidate> all = new ArrayList<>();
    for (Mail mail : mails) {
      SubjectLine subject = SubjectLine.of(mail.subject());
      PlainText plain = PlainText.of(mail.text());
      String text = plain.text();
      int start = text.indexOf(HG);
      if (start < 0) {
        all.add(new Candidate(mail, subject, plain));
      }
      while (start >= 0) {
        int next = text.indexOf("\n" + HG, start + 1);
        int end = next < 0 ? text.length() : next + 1;
        all.add(new Candidate(mail, subject, plain.part(text.substring(start, end))));
        start = next < 0 ? -1 : next + 1;
      }
    }
    boolean originals = all.stream().anyMatch(one -> !one.subject().isReply() && isPatch(one));
    List<Candidate> patches = new ArrayList<>(all.stream().filter(this::isPatch).toList());
    if (originals) {
      patches.removeIf(one -> one.subject().isReply());
    }
    int version = patches.stream().mapToInt(one -> one.subject().version()).max().orElse(1);
    patches.removeIf(one -> one.subject().version() != version);
    if (!ordered) {
      patches.sort(Comparator.comparingInt(one -> Math.max(0, one.subject().number())));
    }
    numbers(patches);
    Optional<CoverLetter> cover =
        all.stream()
            .filter(one -> !one.subject().isReply() && one.subject().number() == 0)
            .filter(one -> one.subject().version() == version)
            .findFirst()
            .map(SeriesReader::cover);
    return repaired(tree, patches, cover, version, all);
  }

  private boolean isPatch(Candidate one) {
    return one.hasDiff() && one.subject().number() != 0 || one.text().startsWith(HG);
  }

  private void numbers(List<Candidate> patches) {
    int count = patches.stream().mapToInt(one -> one.subject().count()).max().orElse(-1);
    boolean numbered = patches.stream().allMatch(one -> one.subject().number() > 0);
    if (!numbered || count < 1 || patches.stream().anyMatch(one -> one.text().startsWith(HG))) {
      return;
    }
    for (int i = patches.size() - 1; i > 0; i--) {
      if (patches.get(i).subject().number() == patches.get(i - 1).subject().number()) {
        problem(
            "patch " + patches.get(i).subject().number() + " is there twice; the first is taken");
        patches.remove(i);
      }
    }
    for (int number = 1; number <= count; number++) {
      int wanted = number;
      if (patches.stream().noneMatch(one -> one.subject().number() == wanted)) {
        problem("patch " + number + " of " + count + " is missing");
      }
    }
  }

  private SeriesReading repaired(
      Optional<SourceTree> tree,
      List<Candidate> candidates,
      Optional<CoverLetter> cover,
      int version,
      List<Candidate> all)
      throws IOException {
    List<Patch> patches = new ArrayList<>();
    List<SeriesReading.PatchRepair> repairs = new ArrayList<>();
    Optional<SourceTree> now = tree;
    int certain = 0;
    int likely = 0;
    for (Candidate one : candidates) {
      Repaired repaired = Repairer.repair(name, one.plain(), now);
      Patch patch = patch(one).withFiles(repaired.files());
      repaired
          .repairs()
          .forEach(repair -> repairs.add(new SeriesReading.PatchRepair(patch.subject(), repair)));
      problems.addAll(repaired.problems());
      certain += repaired.certain();
      likely += repaired.likely();
      announced(one, repaired.files())
          .ifPresent(doubt -> repairs.add(new SeriesReading.PatchRepair(patch.subject(), doubt)));
      patches.add(patch);
      if (now.isPresent()) {
        now = Optional.of(Advance.over(now.get(), repaired.files()));
      }
    }
    if (patches.stream().allMatch(patch -> patch.files().isEmpty())) {
      problem("there is no diff in it");
    }
    Optional<String> base =
        all.stream()
            .map(one -> BASE.matcher(one.text()))
            .filter(Matcher::find)
            .map(match -> match.group(1))
            .findFirst();
    Series series = new Series(cover, patches, version, "PATCH", base);
    return new SeriesReading(series, repairs, problems, certain, likely);
  }

  /** What the mail's own diffstat counts that the diff has not, or the other way. */
  private static Optional<Repair> announced(Candidate one, List<FileDiff> files) {
    Matcher diff = DIFF.matcher(one.text());
    int end = diff.find() ? diff.start() : one.text().length();
    Matcher stat = STAT.matcher(one.text()).region(0, end);
    Optional<String> said = Optional.empty();
    while (stat.find()) {
      said = Optional.of(counts(stat.group(1), stat.group(2), stat.group(3)));
    }
    long paths = files.stream().map(FileDiff::path).distinct().count();
    int added = files.stream().mapToInt(FileDiff::added).sum();
    int removed = files.stream().mapToInt(FileDiff::removed).sum();
    String found = counts(Long.toString(paths), Integer.toString(added), Integer.toString(removed));
    return said.filter(counts -> !counts.equals(found))
        .map(
            counts ->
                new Repair(
                    1,
                    Repair.Proof.LIKELY,
                    "the mail's diffstat says " + counts + ", the diff has " + found));
  }

  private static String counts(String files, String added, String removed) {
    return (files.equals("1") ? "1 file" : files + " files")
        + ", +"
        + (added == null ? "0" : added)
        + " -"
        + (removed == null ? "0" : removed);
  }

  private static CoverLetter cover(Candidate one) {
    Mail mail = one.mail();
    String text = mail.text();
    int end = text.indexOf("\n-- \n");
    return new CoverLetter(
        one.subject().title(),
        mail.decoded(end < 0 ? text : text.substring(0, end + 1)),
        Person.of(mail.from()),
        mail.date(),
        mail.messageId());
  }

  private static Patch patch(Candidate one) {
    if (one.text().startsWith(HG)) {
      return hg(one);
    }
    Mail mail = one.mail();
    String text = one.text();
    int end = text.length();
    Matcher diff = DIFF.matcher(text);
    if (diff.find()) {
      end = diff.start();
    }
    Matcher cut = CUT.matcher(text);
    if (cut.find()) {
      end = Math.min(end, cut.start());
    }
    String body = mail.decoded(text.substring(0, end)).replace("\r", "");
    Person author = Person.of(mail.from());
    String subject = one.subject().title();
    Optional<OffsetDateTime> date = mail.date();
    Matcher field = Pattern.compile("\\A\\s*(From|Subject|Date): (.*)\\n").matcher(body);
    while (field.find()) {
      String value = field.group(2).strip();
      switch (field.group(1)) {
        case "From" -> author = Person.of(value);
        case "Subject" -> subject = SubjectLine.of(value).title();
        default -> date = MailReader.date(value).or(mail::date);
      }
      body = body.substring(field.end());
      field = Pattern.compile("\\A(From|Subject|Date): (.*)\\n").matcher(body);
    }
    return new Patch(
        subject,
        body.strip() + (body.isBlank() ? "" : "\n"),
        author,
        date,
        List.of(),
        mail.messageId());
  }

  private static Patch hg(Candidate one) {
    Person author = Person.of(one.mail().from());
    Optional<OffsetDateTime> date = one.mail().date();
    int at = 0;
    String text = one.text();
    while (text.startsWith("#", at)) {
      int end = text.indexOf('\n', at);
      end = end < 0 ? text.length() : end;
      String line = text.substring(at, end);
      if (line.startsWith("# User ")) {
        author = Person.of(one.mail().decoded(line.substring(7)));
      } else if (line.matches("# Date -?\\d{1,12} -?\\d{1,5}")) {
        String[] numbers = line.substring(7).split(" ");
        int offset = Math.max(-64_800, Math.min(64_800, -Integer.parseInt(numbers[1])));
        date =
            Optional.of(
                Instant.ofEpochSecond(Long.parseLong(numbers[0]))
                    .atOffset(ZoneOffset.ofTotalSeconds(offset)));
      }
      at = Math.min(text.length(), end + 1);
    }
    Matcher diff = DIFF.matcher(text);
    int end = diff.find(at) ? diff.start() : text.length();
    String message = one.mail().decoded(text.substring(at, end)).strip();
    int feed = message.indexOf('\n');
    String subject = feed < 0 ? message : message.substring(0, feed);
    String body = feed < 0 ? "" : message.substring(feed).strip() + "\n";
    return new Patch(subject, body, author, date, List.of(), one.mail().messageId());
  }

  private void problem(String message) {
    problems.add(new Problem(name, new Span(0, 0), message));
  }
}
