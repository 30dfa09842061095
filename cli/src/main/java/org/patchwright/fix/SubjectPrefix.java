package org.patchwright.fix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The words before the colon in a kernel patch's subject, taken from the paths it touches. */
final class SubjectPrefix {

  /** Subsystems whose subjects name them in another way than their folder's name and a colon. */
  private static final List<Map.Entry<String, String>> NAMED =
      List.of(
          Map.entry("drivers/net/wireless/", "wifi: "),
          Map.entry("drivers/gpu/drm/", "drm/"),
          Map.entry("drivers/xen/", "xen/"),
          Map.entry("drivers/block/", ""),
          Map.entry("drivers/md/", ""),
          Map.entry("sound/soc/", "ASoC: "),
          Map.entry("sound/", "ALSA: "),
          Map.entry("fs/", ""),
          Map.entry("net/", ""),
          Map.entry("kernel/", ""),
          Map.entry("lib/", ""),
          Map.entry("mm/", "mm/"));

  private SubjectPrefix() {}

  /**
   * {@code drivers/net/ethernet/realtek/8139cp.c} gives {@code net: 8139cp}.
   *
   * @param paths of files, or of folders with a slash at their end
   * @return empty if they have nothing in common
   */
  static String of(Collection<String> paths) {
    List<String> common = List.of();
    boolean first = true;
    for (String path : paths) {
      List<String> names = new ArrayList<>(Arrays.asList(inKernel(path).split("/", -1)));
      String last = names.remove(names.size() - 1).replaceAll("\\.[a-z]+$", "");
      boolean own = last.isEmpty() || !names.isEmpty() && isOf(last, names.get(names.size() - 1));
      if (!own) {
        names.add(last);
      }
      int same = 0;
      while (!first
          && same < Math.min(common.size(), names.size())
          && common.get(same).equals(names.get(same))) {
        same++;
      }
      common = first ? names : common.subList(0, same);
      first = false;
    }
    return worded(common);
  }

  private static boolean isOf(String stem, String folder) {
    return stem.startsWith(folder);
  }

  /** A path in the kernel around it: some trees keep one in a folder. */
  private static String inKernel(String path) {
    int drivers = ("/" + path).lastIndexOf("/drivers/");
    return drivers > 0 ? path.substring(drivers) : path;
  }

  private static String worded(List<String> names) {
    String path = String.join("/", names);
    for (Map.Entry<String, String> one : NAMED) {
      if (path.startsWith(one.getKey())) {
        return one.getValue() + names.get(names.size() - 1);
      }
    }
    boolean driver = names.size() > 1 && names.get(0).equals("drivers");
    if (driver) {
      return names.size() == 2 ? names.get(1) : names.get(1) + ": " + names.get(names.size() - 1);
    }
    return names.size() > 2
        ? names.get(0) + "/" + names.get(names.size() - 1)
        : String.join("/", names);
  }
}
