package org.patchwright.catalog.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.patchwright.run.Runner;
import org.patchwright.run.Texts;

/** Locks of files that others include, and of two modes. */
class SharedLocksTest {

  private static final String TRYLOCK =
      """
      static inline spinlock_t *queue_trylock(int cpu)
      {
      	spinlock_t *lock = queue_of(cpu)->lock;

      	if (!spin_trylock(lock))
      		return NULL;
      	if (lock == queue_of(cpu)->lock)
      		return lock;
      	spin_unlock(lock);
      	return NULL;
      }
      """;

  private static final String MODES =
      """
      static int in_two_modes(struct port *p)
      {
      	bool writes = 0, reads = 0;
      	int err;

      	if (p->mode == PORT_CONTROL) {
      		write_lock(&p->lock);
      		writes = 1;
      	} else {
      		read_lock(&p->lock);
      		reads = 1;
      	}
      	err = port_control(p);
      	LEAVE
      	if (writes)
      		write_unlock(&p->lock);
      	else if (reads)
      		read_unlock(&p->lock);
      	return err;
      }
      """;

  @Test
  void whatAHeaderLocksIsForWhoIncludesIt() throws IOException {
    assertThat(linesHeld("include/queue.h", TRYLOCK)).isEmpty();
    assertThat(linesHeld("drivers/it/queue.c", TRYLOCK)).containsExactly(8);
  }

  @Test
  void eachModeIsReleasedOnItsOwnWays() throws IOException {
    assertThat(linesHeld("drivers/it/it.c", MODES.replace("LEAVE", ""))).isEmpty();
    String left = MODES.replace("LEAVE", "if (err == -EAGAIN) return err;");
    assertThat(linesHeld("drivers/it/it.c", left)).containsExactly(14);
  }

  private static List<Integer> linesHeld(String path, String text) throws IOException {
    Texts tree = new Texts(new TreeMap<>(Map.of(path, text)));
    return Runner.run(tree, List.of(path), List.of(new LockLeftHeld()), 1).findings().stream()
        .map(finding -> finding.place().line())
        .toList();
  }
}
