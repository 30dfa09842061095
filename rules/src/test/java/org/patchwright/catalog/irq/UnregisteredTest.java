package org.patchwright.catalog.irq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.patchwright.run.FileReport;
import org.patchwright.run.Memory;
import org.patchwright.run.Runner;
import org.patchwright.run.Texts;
import org.patchwright.source.SourceTree;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Uses;

/** Where a driver lets go of its device, it gives back the interrupts that it asked for. */
class UnregisteredTest {

  private static final String PROBE =
      """
      static int port_probe(struct platform_device *pdev)
      {
      	struct port *port = port_of(pdev);
      	int err = request_irq(port->irq, port_interrupt, 0, "port", port);

      	if (err)
      		return err;
      	err = port_register(port);
      	if (err)
      		free_irq(port->irq, port);
      	return err;
      }
      """;

  private static final String TABLE =
      """
      static struct platform_driver port_driver = {
      	.probe = port_probe,
      	.remove = port_remove,
      };
      """;

  private static String remove(String statements) {
    return "static int port_remove(struct platform_device *pdev)\n{\n"
        + "\tstruct port *port = port_of(pdev);\n\n"
        + statements
        + "\tport_unregister(port);\n\treturn 0;\n}\n";
  }

  private static List<String> found(String text, String... beside) throws IOException {
    Map<String, String> files = new TreeMap<>(Map.of("drivers/port/port.c", text));
    for (int i = 0; i < beside.length; i += 2) {
      files.put(beside[i], beside[i + 1]);
    }
    return Runner.run(
            new Texts(files), List.of("drivers/port/port.c"), List.of(new IrqLeftRegistered()), 1)
        .findings()
        .stream()
        .map(finding -> finding.function() + ": " + finding.message())
        .toList();
  }

  private static String left(String line) {
    return "port_remove: the driver lets go here, and the interrupt handler of "
        + line
        + " stays registered";
  }

  @Test
  void oneThatNothingFreesIsTold() throws IOException {
    assertThat(found(PROBE + remove("") + TABLE)).containsExactly(left("port->irq"));
  }

  @Test
  void oneThatIsFreedIsNot() throws IOException {
    assertThat(found(PROBE + remove("\tfree_irq(port->irq, port);\n") + TABLE)).isEmpty();
  }

  @Test
  void aDriverThatNeverLetsGoOwesNothing() throws IOException {
    assertThat(found(PROBE + TABLE.replace("\t.remove = port_remove,\n", ""))).isEmpty();
  }

  @Test
  void aFunctionOfTheFileMayFreeIt() throws IOException {
    String stop = "static void port_stop(struct port *port)\n{\n\tfree_irq(port->irq, port);\n}\n";

    assertThat(found(PROBE + stop + remove("\tport_stop(port);\n") + TABLE)).isEmpty();
  }

  @Test
  void aFunctionOfAFileBesideMayFreeIt() throws IOException {
    String stop = "void port_stop(struct port *port)\n{\n\tfree_irq(port->irq, port);\n}\n";
    String calls = PROBE + remove("\tport_stop(port);\n") + TABLE;

    assertThat(found(calls, "drivers/port/stop.c", stop)).isEmpty();
    assertThat(found(calls, "drivers/port/other.c", stop.replace("port_stop", "other_stop")))
        .containsExactly(left("port->irq"));
  }

  /** {@code ptp_qoriq_free()} is given the object, and lies in another folder. */
  @Test
  void aLibraryThatIsGivenTheObjectMayFreeIt() throws IOException {
    String free = "void line_end(struct port *port)\n{\n\tfree_irq(port->irq, port);\n}\n";
    String calls = PROBE + remove("\tline_end(port);\n") + TABLE;

    assertThat(found(calls, "drivers/line/line.c", free)).isEmpty();
    assertThat(found(calls, "drivers/line/line.c", free.replace("free_irq", "mask_irq")))
        .containsExactly(left("port->irq"));
  }

  @Test
  void aFunctionThatSaysSoByItsNameMayFreeIt() throws IOException {
    assertThat(found(PROBE + remove("\tport_free_irqs(pdev);\n") + TABLE)).isEmpty();
    assertThat(found(PROBE + remove("\tdisable_irq(port->irq);\n") + TABLE))
        .containsExactly(left("port->irq"));
  }

  /** A handler of an event channel is unbound. */
  @Test
  void unbindingFreesItAsWell() throws IOException {
    assertThat(found(PROBE + remove("\tunbind_from_irqhandler(port->irq, port);\n") + TABLE))
        .isEmpty();
  }

  @Test
  void ofTwoTheOneThatIsForgottenIsTold() throws IOException {
    String both =
        PROBE.replace(
            "\terr = port_register(port);\n",
            "\terr = request_irq(port->wake_irq, port_wake, 0, \"wake\", port);\n"
                + "\tif (err)\n\t\treturn err;\n\terr = port_register(port);\n");

    assertThat(found(both + remove("\tfree_irq(port->irq, port);\n") + TABLE))
        .contains(left("port->wake_irq"));
    assertThat(
            found(
                both
                    + remove("\tfree_irq(port->irq, port);\n\tfree_irq(port->wake_irq, port);\n")
                    + TABLE))
        .noneMatch(line -> line.startsWith("port_remove"));
  }

  /** One loop requests over an entry, another frees over the array. */
  @Test
  void anEntryOfATableIsFreedAsTheTableIs() throws IOException {
    String both =
        PROBE.replace(
            "\terr = port_register(port);\n",
            "\tentry = &port->lines[0];\n"
                + "\terr = request_irq(entry->vector, port_line, 0, \"line\", port);\n"
                + "\tif (err)\n\t\treturn err;\n"
                + "\terr = request_irq(port->lines[1].vector, port_line, 0, \"line\", port);\n"
                + "\tif (err)\n\t\treturn err;\n\terr = port_register(port);\n");

    assertThat(
            found(
                both
                    + remove(
                        "\tfree_irq(port->irq, port);\n"
                            + "\tfree_irq(port->lines[1].vector, port);\n")
                    + TABLE))
        .noneMatch(line -> line.startsWith("port_remove"));
  }

  /** What is kept of a run must not outlive a file beside it that comes to free the interrupt. */
  @Test
  void whatFilesBesideItDoIsNoted() throws IOException {
    Map<String, Uses> noted = new TreeMap<>();
    Memory memory =
        new Memory() {
          @Override
          public Optional<FileReport> recall(String path) {
            return Optional.empty();
          }

          @Override
          public void keep(String path, FileReport report) {
            noted.put(path, report.uses());
          }

          @Override
          public <T> Optional<T> look(SourceTree from, String path, SourceTree.Look<T> look)
              throws IOException {
            return from.look(path, look);
          }
        };
    KernelTree tree =
        KernelTree.of(
            new Texts(
                Map.of(
                    "drivers/port/port.c",
                    PROBE + remove("\tport_stop(port);\n") + TABLE,
                    "drivers/port/stop.c",
                    "void port_stop(struct port *port)\n{\n}\n")));

    Runner.run(
        tree,
        List.of("drivers/port/port.c"),
        List.of(new IrqLeftRegistered()),
        1,
        memory,
        done -> {});

    assertThat(noted.get("drivers/port/port.c").answers().keySet())
        .anyMatch(asked -> asked.kind() == Uses.Kind.BESIDE && asked.name().contains("free_irq"));
  }
}
