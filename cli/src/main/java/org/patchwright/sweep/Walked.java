package org.patchwright.sweep;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.patchwright.cache.ReportCodec;

/**
 * What a share of the work yielded.
 *
 * @param steps in order of revisions, then of paths
 * @param troubles files that could not be judged
 * @param effort what it took; not the same for every engine
 */
public record Walked(List<Step> steps, List<Trouble> troubles, Effort effort) {

  public Walked {
    steps = List.copyOf(steps);
    troubles = List.copyOf(troubles);
  }

  /**
   * The findings of a file from a revision on, where they are others than in its base.
   *
   * @param revision its number
   */
  public record Step(int revision, String path, List<Sighting> sightings) {
    public Step {
      sightings = List.copyOf(sightings);
    }
  }

  /**
   * Why a file could not be judged, from a revision on.
   *
   * @param failed whether the tool failed, or else the file could not be read
   */
  public record Trouble(int revision, String path, String message, boolean failed) {}

  /**
   * Work that was done.
   *
   * @param judged files about which rules were asked
   * @param relinked those of them whose own content had been judged before, in another company
   * @param recalled files whose result an earlier run knew
   */
  public record Effort(long judged, long relinked, long recalled) {

    /** The sum of two. */
    public Effort plus(Effort other) {
      return new Effort(
          judged + other.judged, relinked + other.relinked, recalled + other.recalled);
    }
  }

  /** As bytes, for another machine. */
  public byte[] encoded() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(steps.size());
    for (Step step : steps) {
      out.writeInt(step.revision());
      ReportCodec.text(step.path(), out);
      out.writeInt(step.sightings().size());
      for (Sighting sighting : step.sightings()) {
        sighting.write(out);
      }
    }
    out.writeInt(troubles.size());
    for (Trouble trouble : troubles) {
      out.writeInt(trouble.revision());
      ReportCodec.text(trouble.path(), out);
      ReportCodec.text(trouble.message(), out);
      out.writeBoolean(trouble.failed());
    }
    out.writeLong(effort.judged());
    out.writeLong(effort.relinked());
    out.writeLong(effort.recalled());
    return bytes.toByteArray();
  }

  /** Reads what {@link #encoded} wrote. */
  public static Walked decoded(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    List<Step> steps = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      int revision = in.readInt();
      String path = ReportCodec.text(in);
      List<Sighting> sightings = new ArrayList<>();
      for (int more = in.readInt(); more > 0; more--) {
        sightings.add(Sighting.read(in));
      }
      steps.add(new Step(revision, path, sightings));
    }
    List<Trouble> troubles = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      troubles.add(
          new Trouble(in.readInt(), ReportCodec.text(in), ReportCodec.text(in), in.readBoolean()));
    }
    return new Walked(steps, troubles, new Effort(in.readLong(), in.readLong(), in.readLong()));
  }
}
