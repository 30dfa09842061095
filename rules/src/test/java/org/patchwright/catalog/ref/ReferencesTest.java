package org.patchwright.catalog.ref;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.patchwright.typestate.Family;

class ReferencesTest {

  /** A file in which none of a rule's triggers stands is never looked at. */
  @Test
  void everyNameThatTakesOrGivesBackIsATrigger() {
    Set<String> triggers = new ReferenceLeak().triggers();

    for (Family family : References.FAMILIES) {
      assertThat(triggers)
          .as(family.noun())
          .containsAll(family.acquires().keySet())
          .containsAll(family.releases().keySet())
          .containsAll(family.iterators());
    }
  }
}
