package org.patchwright.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BinaryFileTest {

  @Property
  void anyNulByteInTheFirstThousandsTells(
      @ForAll @IntRange(max = 8_100) int size,
      @ForAll @IntRange(max = 8_100) int place,
      @ForAll byte others) {
    byte[] bytes = new byte[size + 3];
    Arrays.fill(bytes, others == 0 ? (byte) 0x80 : others);

    assertThat(SourceFile.isBinary(bytes, size)).isFalse();
    bytes[Math.min(place, bytes.length - 1)] = 0;
    assertThat(SourceFile.isBinary(bytes, size)).isEqualTo(place < Math.min(size, 8_000));
  }
}
