package org.patchwright.cache;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.patchwright.run.FileReport;

/**
 * A tree as a run saw it, and what its files yielded.
 *
 * @param tool which build of the tool, and which rules
 * @param taken when the run began, in milliseconds
 * @param tree the id of a git tree, empty for files as they stood on disk
 * @param files every C file of the tree; none where the id tells them
 * @param reports what those yielded that were asked about
 */
record Snapshot(
    String tool,
    long taken,
    String tree,
    Map<String, Content> files,
    Map<String, FileReport> reports) {

  private static final int MAGIC = 0x70776334;
  private static final int HEAD = 3 * Integer.BYTES;

  /**
   * What is known of a file's bytes.
   *
   * @param stamp a cheap mark, equal only if the file was not written in between; or empty
   * @param id a mark of the bytes, or git's name for them; empty if they were never read
   */
  record Content(String stamp, String id) {

    boolean sameAs(Content other) {
      return (!stamp.isEmpty() && stamp.equals(other.stamp))
          || (!id.isEmpty() && id.equals(other.id));
    }
  }

  /** A git tree, before anything is known of what its files yield. */
  static Snapshot ofTree(String id) {
    return new Snapshot("", 0, id, Map.of(), Map.of());
  }

  /** The same of files as they stand on disk. */
  static Snapshot ofFiles(Map<String, Content> files) {
    return new Snapshot("", 0, "", files, Map.of());
  }

  Snapshot with(String byTool, long begun, Map<String, FileReport> yielded) {
    return new Snapshot(byTool, begun, tree, files, yielded);
  }

  /** The snapshot as bytes, compressed, with a check sum. */
  byte[] encoded() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(
                new DeflaterOutputStream(body, new Deflater(Deflater.BEST_SPEED)), 1 << 16))) {
      ReportCodec.text(tool, out);
      out.writeLong(taken);
      ReportCodec.text(tree, out);
      out.writeInt(files.size());
      for (Map.Entry<String, Content> file : new TreeMap<>(files).entrySet()) {
        ReportCodec.text(file.getKey(), out);
        ReportCodec.text(file.getValue().stamp(), out);
        ReportCodec.text(file.getValue().id(), out);
      }
      out.writeInt(reports.size());
      for (Map.Entry<String, FileReport> report : new TreeMap<>(reports).entrySet()) {
        ReportCodec.text(report.getKey(), out);
        ReportCodec.write(report.getValue(), out);
      }
    }
    byte[] bytes = body.toByteArray();
    return ByteBuffer.allocate(HEAD + bytes.length)
        .putInt(MAGIC)
        .putInt(sum(bytes, 0))
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }

  private static int sum(byte[] bytes, int from) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, bytes.length - from);
    return (int) sum.getValue();
  }

  /**
   * Reads what {@link #encoded} wrote.
   *
   * @return empty if the bytes are damaged
   */
  static Optional<Snapshot> decoded(byte[] bytes) {
    if (bytes.length < HEAD) {
      return Optional.empty();
    }
    ByteBuffer head = ByteBuffer.wrap(bytes);
    if (head.getInt() != MAGIC
        || head.getInt() != sum(bytes, HEAD)
        || head.getInt() != bytes.length - HEAD) {
      return Optional.empty();
    }
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(
                new InflaterInputStream(new ByteArrayInputStream(bytes, HEAD, bytes.length - HEAD)),
                1 << 16))) {
      String tool = ReportCodec.text(in);
      long taken = in.readLong();
      String tree = ReportCodec.text(in);
      int fileCount = in.readInt();
      Map<String, Content> files = new HashMap<>();
      for (int i = 0; i < fileCount; i++) {
        files.put(ReportCodec.text(in), new Content(ReportCodec.text(in), ReportCodec.text(in)));
      }
      int reportCount = in.readInt();
      Map<String, FileReport> reports = new HashMap<>();
      for (int i = 0; i < reportCount; i++) {
        reports.put(ReportCodec.text(in), ReportCodec.read(in));
      }
      return Optional.of(new Snapshot(tool, taken, tree, files, reports));
    } catch (IOException | RuntimeException damaged) {
      return Optional.empty();
    }
  }
}
