package org.patchwright.sweep;

import java.util.Optional;
import java.util.ServiceLoader;
import org.patchwright.pipeline.UnusableInputException;

/** Finds engines that come in jars of their own. */
public final class Engines {

  private Engines() {}

  /** Makes engines that work elsewhere; a module names its own as a service. */
  public interface Maker {

    /**
     * @param master of the cluster; empty where whoever started this process has named it
     * @param shipBlobs whether workers have no repository
     */
    Engine make(Optional<String> master, boolean shipBlobs) throws UnusableInputException;
  }

  /** The engine that works on a Spark cluster. */
  public static Engine spark(Optional<String> master, boolean shipBlobs)
      throws UnusableInputException {
    Maker maker =
        ServiceLoader.load(Maker.class)
            .findFirst()
            .orElseThrow(
                () ->
                    new UnusableInputException(
                        "--engine spark needs Spark and the cluster jar: set SPARK_HOME and"
                            + " PATCHWRIGHT_CLUSTER_JAR, or run the jar under spark-submit"));
    return maker.make(master, shipBlobs);
  }
}
