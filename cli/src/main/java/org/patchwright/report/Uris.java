package org.patchwright.report;

import java.net.URI;
import java.net.URISyntaxException;

/** Paths as references that RFC 3986 allows. */
public final class Uris {

  private Uris() {}

  /** A relative path, with what a URI may not hold percent-encoded. */
  public static String of(String path) {
    try {
      // A first name with a colon would read as a scheme.
      String named = new URI(null, null, "/" + path, null).toASCIIString().substring(1);
      int slash = named.indexOf('/');
      String head = slash < 0 ? named : named.substring(0, slash);
      return head.contains(":") ? "./" + named : named;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(path, e);
    }
  }
}
