package qio.spi.tls.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import qio.spi.tls.engine.RecordBuffers.Use;

/** Lending buffers. */
class RecordBuffersTest {

  private final RecordBuffers pool = new RecordBuffers();

  @Test
  void whatIsGivenBackIsLentAgainEmpty() {
    ByteBuffer first = pool.take(Use.PLAIN);
    pool.give(Use.PLAIN, first.position(7).limit(9));
    ByteBuffer again = pool.take(Use.PLAIN);
    assertSame(first, again);
    assertEquals(Use.PLAIN.capacity(), again.remaining());
    assertNotSame(again, pool.take(Use.PLAIN));
  }

  @Test
  void buffersOfAnotherSizeAreDropped() {
    ByteBuffer odd = ByteBuffer.allocate(5);
    pool.give(Use.PLAIN, odd);
    assertNotSame(odd, pool.take(Use.PLAIN));
  }

  @Test
  void onlySoManyAreKept() {
    ByteBuffer[] many = new ByteBuffer[100];
    for (int i = 0; i < many.length; i++) {
      many[i] = pool.take(Use.PLAIN);
    }
    for (ByteBuffer buffer : many) {
      pool.give(Use.PLAIN, buffer);
    }
    Set<ByteBuffer> old = Collections.newSetFromMap(new IdentityHashMap<>());
    Collections.addAll(old, many);
    int reused = 0;
    for (int i = 0; i < many.length; i++) {
      reused += old.contains(pool.take(Use.PLAIN)) ? 1 : 0;
    }
    assertTrue(reused > 0 && reused <= 32, "reused " + reused);
  }
}
