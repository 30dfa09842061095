package org.patchwright.sweep;

import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.patchwright.rule.Finding;

/** The outcome of a sweep as Parquet tables, which data tools read by column. */
public final class ParquetTables {

  private static final MessageType FINDINGS =
      MessageTypeParser.parseMessageType(
          """
          message finding {
            required binary id (STRING);
            required binary repository (STRING);
            required binary rule (STRING);
            required binary severity (STRING);
            required binary rank (STRING);
            required binary path (STRING);
            required int32 line;
            required binary function (STRING);
            required binary subject (STRING);
            required binary message (STRING);
            required binary fingerprint (STRING);
            required boolean older_than_swept;
            optional binary brought_in_by (STRING);
            optional int32 brought_in_on (DATE);
            optional binary mended_by (STRING);
            optional int32 mended_on (DATE);
            required binary still_in (STRING);
            required int32 revisions;
          }
          """);

  private static final MessageType EVENTS =
      MessageTypeParser.parseMessageType(
          """
          message event {
            required binary finding (STRING);
            required binary repository (STRING);
            required binary what (STRING);
            required binary commit (STRING);
            required int32 date (DATE);
            required binary subject (STRING);
            required binary author (STRING);
            required binary path (STRING);
          }
          """);

  private ParquetTables() {}

  /** Writes one row for each finding; branches that still have it stand in one text, by commas. */
  public static void findings(List<History> histories, OutputStream out) throws IOException {
    try (Rows rows = new Rows(FINDINGS, out)) {
      for (History history : histories) {
        for (Life life : history.lives()) {
          rows.add(row -> finding(row, history.plan(), life));
        }
      }
    }
  }

  /** Writes one row for each thing that happened to a finding. */
  public static void events(List<History> histories, OutputStream out) throws IOException {
    try (Rows rows = new Rows(EVENTS, out)) {
      for (History history : histories) {
        for (Life life : history.lives()) {
          for (Life.Event event : life.events()) {
            rows.add(row -> event(row, history.plan(), life, event));
          }
        }
      }
    }
  }

  private static void finding(Row row, Plan plan, Life life) {
    Finding latest = life.latest();
    row.text(life.id());
    row.text(plan.repository());
    row.text(latest.rule());
    row.text(JsonLines.lower(latest.severity()));
    row.text(JsonLines.lower(latest.rank()));
    row.text(latest.path());
    row.number(latest.place().line());
    row.text(latest.function());
    row.text(latest.subject());
    row.text(latest.message());
    row.text(life.fingerprint());
    row.truth(!life.events(Life.Kind.THERE_BEFORE).isEmpty());
    commit(row, life.events(Life.Kind.BROUGHT_IN).stream().findFirst());
    // Gone for good only where no line of history ends with it.
    List<Life.Event> ends = life.events(Life.Kind.MENDED, Life.Kind.REMOVED);
    commit(
        row,
        life.isOver() && !ends.isEmpty()
            ? Optional.of(ends.get(ends.size() - 1))
            : Optional.empty());
    row.text(String.join(",", life.branches()));
    row.number(life.revisions());
  }

  private static void commit(Row row, Optional<Life.Event> event) {
    row.maybe(event.map(e -> e.revision().commit()));
    if (event.isPresent()) {
      row.number(day(event.get()));
    } else {
      row.skip();
    }
  }

  private static void event(Row row, Plan plan, Life life, Life.Event event) {
    row.text(life.id());
    row.text(plan.repository());
    row.text(JsonLines.word(event.kind()));
    row.text(event.revision().commit());
    row.number(day(event));
    row.text(event.revision().subject());
    row.text(event.revision().author());
    row.text(event.path());
  }

  private static int day(Life.Event event) {
    return (int) LocalDate.parse(event.revision().date()).toEpochDay();
  }

  /** Fills one row. */
  private interface Filling {
    void fill(Row row);
  }

  /** The fields of a row, in the order of the schema. */
  private static final class Row {
    private final RecordConsumer consumer;
    private final MessageType schema;
    private int next;

    Row(RecordConsumer consumer, MessageType schema) {
      this.consumer = consumer;
      this.schema = schema;
    }

    private void field(Runnable value) {
      String name = schema.getFieldName(next);
      consumer.startField(name, next);
      value.run();
      consumer.endField(name, next);
      next++;
    }

    void text(String value) {
      field(() -> consumer.addBinary(Binary.fromString(value)));
    }

    void maybe(Optional<String> value) {
      value.ifPresentOrElse(this::text, this::skip);
    }

    void number(int value) {
      field(() -> consumer.addInteger(value));
    }

    void truth(boolean value) {
      field(() -> consumer.addBoolean(value));
    }

    void skip() {
      next++;
    }
  }

  private static final class Rows implements AutoCloseable {
    private final ParquetWriter<Filling> writer;

    Rows(MessageType schema, OutputStream out) throws IOException {
      this.writer = new Builder(schema, out).build();
    }

    void add(Filling row) throws IOException {
      writer.write(row);
    }

    @Override
    public void close() throws IOException {
      writer.close();
    }
  }

  private static final class Builder extends ParquetWriter.Builder<Filling, Builder> {
    private final MessageType schema;

    Builder(MessageType schema, OutputStream out) {
      super(new Target(out));
      this.schema = schema;
      withConf(new PlainParquetConfiguration());
      withCompressionCodec(CompressionCodecName.UNCOMPRESSED);
      // One encoding a column: several are listed in an order that differs from run to run.
      withWriterVersion(ParquetProperties.WriterVersion.PARQUET_2_0);
      withDictionaryEncoding(false);
    }

    @Override
    protected Builder self() {
      return this;
    }

    // Hadoop's own settings are not here, and the writer does not ask for them.
    @Override
    protected WriteSupport<Filling> getWriteSupport(Configuration hadoop) {
      throw new IllegalStateException("no Hadoop here");
    }

    @Override
    protected WriteSupport<Filling> getWriteSupport(ParquetConfiguration configuration) {
      return new Support(schema);
    }
  }

  private static final class Support extends WriteSupport<Filling> {
    private final MessageType schema;
    private RecordConsumer consumer;

    Support(MessageType schema) {
      this.schema = schema;
    }

    @Override
    public WriteContext init(Configuration hadoop) {
      throw new IllegalStateException("no Hadoop here");
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
      return new WriteContext(schema, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer to) {
      this.consumer = to;
    }

    @Override
    public void write(Filling row) {
      consumer.startMessage();
      row.fill(new Row(consumer, schema));
      consumer.endMessage();
    }
  }

  /** A stream as Parquet wants to see it. */
  private record Target(OutputStream out) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSize) {
      return new Counting(out);
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSize) {
      return create(blockSize);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }

  private static final class Counting extends PositionOutputStream {
    private final OutputStream out;
    private long position;

    Counting(OutputStream out) {
      this.out = out;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      position++;
    }

    @Override
    public void write(byte[] bytes, int start, int length) throws IOException {
      out.write(bytes, start, length);
      position += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }
  }
}
