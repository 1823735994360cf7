package qio.cli.pump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferPoolTest {

  private final BufferPool pool = new BufferPool(16, 2);

  @Test
  void aBufferThatComesBackIsLentAgainAndEmpty() {
    ByteBuffer first = pool.take();
    assertEquals(16, first.remaining());
    pool.give(first.putLong(1).flip());
    ByteBuffer again = pool.take();
    assertSame(first, again);
    assertEquals(16, again.remaining());
    assertNotSame(again, pool.take());
  }

  @Test
  void noMoreThanTheSpareOnesAreKept() {
    List<ByteBuffer> out = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      out.add(pool.take());
    }
    out.forEach(pool::give);
    assertEquals(2, pool.kept());
  }
}
