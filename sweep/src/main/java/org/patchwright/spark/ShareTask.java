package org.patchwright.spark;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.patchwright.repository.GitRepository;
import org.patchwright.run.DeepStack;
import org.patchwright.sweep.Blobs;
import org.patchwright.sweep.Ground;
import org.patchwright.sweep.Judge;
import org.patchwright.sweep.Past;
import org.patchwright.sweep.Walker;
import org.patchwright.sweep.Work;

/** Walks one share on a worker. */
final class ShareTask implements Function<String, ShareTask.Outcome> {

  private static final long serialVersionUID = 1;

  /** Revisions after which what is not needed any more may go. */
  private static final int STRETCH = 64;

  private final String version;
  private final Broadcast<byte[]> work;
  private final List<Broadcast<Pack>> packs;
  private final boolean packed;

  ShareTask(String version, Broadcast<byte[]> work, List<Broadcast<Pack>> packs, boolean packed) {
    this.version = version;
    this.work = work;
    this.packs = List.copyOf(packs);
    this.packed = packed;
  }

  /**
   * What a task came to.
   *
   * @param walked the share, as bytes
   * @param complaint why it could not be walked; empty if it was
   */
  static final class Outcome implements Serializable {
    private static final long serialVersionUID = 1;
    private final byte[] walked;
    private final String complaint;

    Outcome(byte[] walked, String complaint) {
      this.walked = walked;
      this.complaint = complaint;
    }

    byte[] walked() {
      return walked;
    }

    String complaint() {
      return complaint;
    }
  }

  /** What the tasks of one sweep share on a worker: trees that are parsed, and rules. */
  private static final class Place {
    private final long id;
    private final Ground ground;
    private final Judge judge;
    private final int revisions;

    Place(long id, Ground ground, Judge judge, int revisions) {
      this.id = id;
      this.ground = ground;
      this.judge = judge;
      this.revisions = revisions;
    }
  }

  private static Place latest;

  @Override
  public Outcome call(String share) throws Exception {
    String here = SparkEngine.version();
    if (!here.equals(version)) {
      return complaint("has patchwright " + here + ", the sweep is of " + version);
    }
    Place place;
    try {
      place = place();
    } catch (IOException e) {
      return complaint(e.getMessage());
    }
    ExecutorService thread = DeepStack.threads(1);
    try {
      return thread
          .submit(
              () -> {
                Walker walker = new Walker(place.ground, share, place.judge, Past.NONE);
                for (int end = STRETCH; end < place.revisions; end += STRETCH) {
                  walker.walk(end);
                  place.ground.forgetBut(end - 1);
                }
                walker.walk(place.revisions);
                return new Outcome(walker.walked().encoded(), "");
              })
          .get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        return complaint(io.getMessage());
      }
      throw e;
    } finally {
      thread.shutdownNow();
    }
  }

  private static Outcome complaint(String what) throws IOException {
    return new Outcome(
        new byte[0], "worker " + InetAddress.getLocalHost().getHostName() + ": " + what);
  }

  private Place place() throws IOException {
    synchronized (ShareTask.class) {
      if (latest == null || latest.id != work.id()) {
        Work all = work();
        latest =
            new Place(
                work.id(),
                new Ground(all.plan(), blobs(all)),
                all.judge(),
                all.plan().revisions().size());
      }
      return latest;
    }
  }

  private Work work() throws IOException {
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(work.value())) {
          @Override
          protected Class<?> resolveClass(java.io.ObjectStreamClass type)
              throws ClassNotFoundException {
            return Class.forName(type.getName(), false, ShareTask.class.getClassLoader());
          }
        }) {
      return (Work) in.readObject();
    } catch (ClassNotFoundException | java.io.InvalidClassException e) {
      throw new IOException("has a jar of another version: " + e.getMessage(), e);
    }
  }

  private Blobs blobs(Work all) throws IOException {
    if (packed) {
      return id -> packs.get(Pack.number(id, packs.size())).value().content(id);
    }
    Path location = Path.of(all.plan().repository());
    try {
      return GitRepository.open(location)::content;
    } catch (IOException e) {
      throw new IOException(
          "can't read the repository: "
              + e.getMessage()
              + "; let it see that path, or give --ship-blobs",
          e);
    }
  }
}
