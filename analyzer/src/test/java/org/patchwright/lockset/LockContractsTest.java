package org.patchwright.lockset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LockContractsTest {

  private static final List<String> NAMES =
      List.of(
          "fw_lock",
          "fw_trylock",
          "fw_try_lock",
          "fw_unlock",
          "fw_unlock_trylock",
          "foo_get",
          "foo_try_get",
          "foo_put",
          "put_put",
          "get_get",
          "get_put",
          "start_suspend",
          "end_suspend",
          "start_resume",
          "try_start_lock_init",
          "try_start_lock_exit",
          "trylock_init",
          "lock_exit",
          "lock_init",
          "queue_setup",
          "queue_setdown",
          "prepare_complete",
          "prepost_post",
          "plain");

  @Test
  void contraries_are_the_names_that_have_it_as_counterpart() {
    for (String name : NAMES) {
      Stream<String> those =
          NAMES.stream().filter(other -> LockContracts.counterparts(other).contains(name));
      assertThat(LockContracts.contraries(name)).as(name).containsAll(those.toList());
      assertThat(LockContracts.contraries(name))
          .allMatch(other -> LockContracts.counterparts(other).contains(name));
    }
  }

  @Test
  void a_lock_that_is_tried_is_contrary_to_its_release() {
    assertThat(LockContracts.contraries("fw_unlock"))
        .contains("fw_lock", "fw_trylock", "fw_try_lock");
    assertThat(LockContracts.contraries("fw_lock")).isEmpty();
  }
}
