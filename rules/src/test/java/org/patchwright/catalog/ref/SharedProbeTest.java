package org.patchwright.catalog.ref;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.patchwright.rule.Finding;
import org.patchwright.run.Runner;
import org.patchwright.run.Texts;
import org.patchwright.source.SourceTree;

/** A bus's probe fails for good, though the table that names it lies in another file. */
class SharedProbeTest {

  private static final String CORE =
      """
      int bus_dev_probe(struct device *_dev)
      {
      	struct bus_driver *drv = to_bus_driver(_dev->driver);
      	int err;

      	if (!try_module_get(drv->driver.owner))
      		return -ESRCH;
      	err = drv->probe(to_bus_device(_dev));
      	if (err)
      		goto fail;
      	return 0;
      fail:
      	dev_warn(_dev, "probe failed\\n");
      	return err;
      }
      """;

  @Test
  void itIsToGiveBackWhatItTook() throws IOException {
    assertThat(findings("static struct bus_type a = {\n\t.probe = bus_dev_probe,\n};\n"))
        .containsExactly("drv->driver.owner is left on this way out: its module is not given back");
  }

  @Test
  void whoElseCallsItMayDoSo() throws IOException {
    assertThat(findings("int a(struct device *dev) { return bus_dev_probe(dev); }\n")).isEmpty();
  }

  private static List<String> findings(String other) throws IOException {
    Map<String, String> files =
        new TreeMap<>(Map.of("drivers/bus/core.c", CORE, "drivers/bus/frontend.c", other));
    SourceTree tree = new Texts(files);
    return Runner.run(tree, List.of("drivers/bus/core.c"), List.of(new ReferenceLeak()), 1)
        .findings()
        .stream()
        .map(Finding::message)
        .toList();
  }
}
