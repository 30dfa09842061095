package org.patchwright.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.patchwright.rule.Rule;
import org.patchwright.run.Runner;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/** The files that provide what a rule is about are held to what that is made of. */
class ProvidedCallsTest {

  private static final String HANDLERS =
      """
      static int bind_port_to_irq_chip(int port, struct irq_chip *chip)
      {
      	return find_irq(port, chip);
      }

      int bind_port_to_irqhandler(int port, irq_handler_t handler, void *dev_id)
      {
      	int irq, retval;

      	irq = bind_port_to_irq_chip(port, &chip);
      	if (irq < 0)
      		return irq;
      	retval = request_irq(irq, handler, 0, "port", dev_id);
      	if (retval != 0) {
      		%s
      		return retval;
      	}
      	return irq;
      }

      void unbind_from_irqhandler(unsigned int irq, void *dev_id)
      {
      	free_irq(irq, dev_id);
      	unbind_from_irq(irq);
      }
      """;

  @Test
  void handlersThatCantBeRequestedLeaveNoBoundInterrupt() throws IOException {
    assertThat(messages(HANDLERS.formatted("count_failure();")))
        .containsExactly("the interrupt of irq is not unbound on this error");
  }

  @Test
  void anInterruptThatIsUnboundAgainIsQuiet() throws IOException {
    assertThat(messages(HANDLERS.formatted("unbind_from_irq(irq);"))).isEmpty();
  }

  private static List<String> messages(String text) throws IOException {
    SourceFile file = SourceFile.of("drivers/xen/events.c", text);
    Rule rule =
        Catalog.rules().stream()
            .filter(each -> each.id().equals("EventChannelLeak"))
            .findFirst()
            .orElseThrow();
    SourceTree tree =
        new SourceTree() {
          @Override
          public String name() {
            return "provider";
          }

          @Override
          public List<String> paths() {
            return List.of(file.path());
          }

          @Override
          public Optional<SourceFile> read(String path) {
            return path.equals(file.path()) ? Optional.of(file) : Optional.empty();
          }
        };
    return Runner.run(tree, List.of(file.path()), List.of(rule), 1).findings().stream()
        .map(finding -> finding.message())
        .toList();
  }
}
