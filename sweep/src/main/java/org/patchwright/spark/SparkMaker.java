package org.patchwright.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.patchwright.pipeline.UnusableInputException;
import org.patchwright.sweep.Engine;
import org.patchwright.sweep.Engines;

/** Makes the engine that works on a Spark cluster; found as a service. */
public final class SparkMaker implements Engines.Maker {

  private static final int ANSWER_MILLIS = 5000;

  @Override
  public Engine make(Optional<String> master, boolean shipBlobs) throws UnusableInputException {
    SparkConf configuration = new SparkConf();
    master.ifPresent(configuration::setMaster);
    if (!configuration.contains("spark.master")) {
      throw new UnusableInputException(
          "--engine spark: name the cluster with --master URL, or run under spark-submit");
    }
    String url = configuration.get("spark.master");
    if (url.startsWith("spark://") && !answers(url)) {
      throw new UnusableInputException(url + ": no Spark master answers there");
    }
    return new SparkEngine(configuration, shipBlobs);
  }

  /** Spark itself goes on trying for a minute. */
  private static boolean answers(String url) throws UnusableInputException {
    for (String place : url.substring("spark://".length()).split(",")) {
      URI one = URI.create("spark://" + place.strip().replaceAll("[^\\w.:\\[\\]-]", "_"));
      if (one.getHost() == null || one.getPort() < 0) {
        throw new UnusableInputException(url + ": not a master's URL; write spark://HOST:PORT");
      }
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(one.getHost(), one.getPort()), ANSWER_MILLIS);
        return true;
      } catch (IOException nobodyThere) {
        continue;
      }
    }
    return false;
  }
}
