package org.patchwright.summary;

import java.util.List;
import java.util.Set;

/** Which calls matter to a promise, and what each does. */
public interface Model {

  /** A name that no other model shares. */
  String id();

  /** The names of all calls that matter. */
  Set<String> words();

  List<Effect> effects(String callee);

  /** The state in which a handle is that no call has touched. */
  String start();

  /** Whether callees are looked for beyond the file. */
  default boolean acrossFiles() {
    return true;
  }
}
