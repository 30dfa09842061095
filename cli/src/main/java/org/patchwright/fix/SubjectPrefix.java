package org.patchwright.fix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** The words before the colon in a kernel patch's subject, taken from the paths it touches. */
final class SubjectPrefix {

  private SubjectPrefix() {}

  /** {@code drivers/xen/netfront/netfront.c} gives {@code xen/netfront}. */
  static String of(Collection<String> paths) {
    List<String> common = List.of();
    boolean first = true;
    for (String path : paths) {
      List<String> names = names(path);
      if (first) {
        common = names;
        first = false;
      } else {
        int same = 0;
        while (same < Math.min(common.size(), names.size())
            && common.get(same).equals(names.get(same))) {
          same++;
        }
        common = common.subList(0, same);
      }
    }
    // What lies between, such as net/ethernet/vendor, is left out of subjects.
    return common.size() > 2
        ? common.get(0) + "/" + common.get(common.size() - 1)
        : String.join("/", common);
  }

  private static List<String> names(String path) {
    List<String> names = new ArrayList<>(Arrays.asList(path.split("/", -1)));
    int drivers = names.lastIndexOf("drivers");
    if (drivers >= 0 && drivers < names.size() - 1) {
      names = new ArrayList<>(names.subList(drivers + 1, names.size()));
    }
    String stem = names.remove(names.size() - 1).replaceAll("\\.[a-z]+$", "");
    if (names.isEmpty() || !stem.startsWith(names.get(names.size() - 1))) {
      names.add(stem);
    }
    return names;
  }
}
