package org.patchwright.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.patchwright.rule.Finding;
import org.patchwright.run.Runner;
import org.patchwright.run.Texts;
import org.patchwright.source.SourceTree;

/** A tree that is not Linux's may have other promises behind the same names. */
class OtherKernelTest {

  private static final String FAULTS =
      """
      static int it_assign(struct it *it)
      {
      	spin_lock(&it->lock);
      	it->domain = kzalloc(sizeof(*it->domain), GFP_KERNEL);
      	if (!it->domain)
      		return -ENOMEM;
      	spin_unlock(&it->lock);
      	return 0;
      }
      """;

  @Test
  void nothingIsSaidOfSleepingWhereTheHeadersAreAnothers() throws IOException {
    assertThat(rules("#include <xen/lib.h>\n", "include/xen/lib.h"))
        .contains("LockLeftHeld")
        .doesNotContain("SleepInAtomic");
  }

  @Test
  void aDriverOfLinuxIsOneWithoutItsHeadersToo() throws IOException {
    assertThat(rules("#include <linux/slab.h>\n#include <xen/lib.h>\n", "include/xen/lib.h"))
        .contains("LockLeftHeld", "SleepInAtomic");
    assertThat(rules("#include <xen/lib.h>\n", "include/other/lib.h")).contains("SleepInAtomic");
    assertThat(rules("#include <xen/lib.h>\n", "include/linux/slab.h")).contains("SleepInAtomic");
    assertThat(rules("", "include/xen/lib.h")).contains("SleepInAtomic");
  }

  private static List<String> rules(String includes, String header) throws IOException {
    Map<String, String> files =
        new TreeMap<>(Map.of("drivers/it/it.c", includes + FAULTS, header, "#define LIB 1\n"));
    SourceTree tree = new Texts(files);
    List<String> found = new ArrayList<>();
    Runner.run(tree, List.of("drivers/it/it.c"), Catalog.rules(), 1).findings().stream()
        .map(Finding::rule)
        .forEach(found::add);
    return found;
  }
}
