package org.patchwright.cache;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.patchwright.run.FileReport;

/**
 * Results in the order in which they were reached, one behind the other in a file, so that a run
 * that is killed loses the last one at most. May be used from several threads at once.
 */
public final class Journal implements Closeable {

  private static final int MAGIC = 0x7077_6a31;
  private static final int LONGEST = 1 << 28;

  private final RandomAccessFile file;
  private final Map<String, FileReport> known = new HashMap<>();

  private Journal(RandomAccessFile file) {
    this.file = file;
  }

  /**
   * Opens a journal and reads what it holds.
   *
   * @param path made if it is missing
   * @param tool which build of the tool, and which rules; results of another are dropped
   */
  public static Journal open(Path path, String tool) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    Journal journal = new Journal(new RandomAccessFile(path.toFile(), "rw"));
    journal.load(tool);
    return journal;
  }

  private void load(String tool) throws IOException {
    long whole = 0;
    try {
      DataInputStream in = new DataInputStream(new BufferedInputStream(stream(), 1 << 16));
      if (in.readInt() == MAGIC && tool.equals(record(in).map(Journal::name).orElse(""))) {
        whole = Integer.BYTES + recordSize(name(tool));
        for (Optional<byte[]> next = record(in); next.isPresent(); next = record(in)) {
          DataInputStream body = new DataInputStream(new ByteArrayInputStream(next.get()));
          String key = ReportCodec.text(body);
          known.put(key, ReportCodec.read(body));
          whole += recordSize(next.get());
        }
      }
    } catch (EOFException cutShort) {
      // What is whole stays; of an empty file that is nothing.
      known.clear();
      whole = 0;
    }
    file.setLength(whole);
    file.seek(whole);
    if (whole == 0) {
      file.writeInt(MAGIC);
      append(name(tool));
    }
  }

  private InputStream stream() throws IOException {
    file.seek(0);
    return Channels.newInputStream(file.getChannel());
  }

  private static byte[] name(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String name(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static long recordSize(byte[] body) {
    return 2L * Integer.BYTES + body.length;
  }

  /** The next record; empty at the end, and where the file is damaged. */
  private static Optional<byte[]> record(DataInputStream in) throws IOException {
    int size;
    int sum;
    try {
      size = in.readInt();
      sum = in.readInt();
    } catch (EOFException end) {
      return Optional.empty();
    }
    if (size < 0 || size > LONGEST) {
      return Optional.empty();
    }
    byte[] body = in.readNBytes(size);
    return body.length == size && sum(body) == sum ? Optional.of(body) : Optional.empty();
  }

  private static int sum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return (int) sum.getValue();
  }

  private void append(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(body.length);
    out.writeInt(sum(body));
    out.write(body);
    file.write(bytes.toByteArray());
  }

  /** How many results there are. */
  public synchronized int size() {
    return known.size();
  }

  /** What an earlier run reached. */
  public synchronized Optional<FileReport> recall(String key) {
    return Optional.ofNullable(known.get(key));
  }

  /** Takes in a result. */
  public void keep(String key, FileReport report) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    ReportCodec.text(key, out);
    ReportCodec.write(report, out);
    synchronized (this) {
      append(bytes.toByteArray());
    }
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
