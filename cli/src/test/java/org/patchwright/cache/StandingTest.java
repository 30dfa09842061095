package org.patchwright.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StandingTest {

  @Test
  void theKernelOfAFolderIsWhereItsDriversBegin() {
    assertThat(Standing.kernelOf("old-sparse/drivers/xen/core")).isEqualTo("old-sparse/");
    assertThat(Standing.kernelOf("a/old/include/xen")).isEqualTo("a/old/");
    assertThat(Standing.kernelOf("xen/include/drivers")).isEqualTo("xen/");
    assertThat(Standing.kernelOf("xen/drivers")).isEqualTo("xen/");
  }

  @Test
  void itIsTheWholeTreeWhereTheFolderDoesNotTell() {
    assertThat(Standing.kernelOf("drivers/net")).isEmpty();
    assertThat(Standing.kernelOf("include")).isEmpty();
    assertThat(Standing.kernelOf("xen/common")).isEmpty();
    assertThat(Standing.kernelOf("mydrivers/net")).isEmpty();
    assertThat(Standing.kernelOf("")).isEmpty();
  }
}
