package qio.spi.tls.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a connection holds on to when the engine has taken what was written under a cork. */
class CorkedTextTest {

  private final CorkedText corked = new CorkedText(new RecordBuffers());

  private static ByteBuffer[] buffers(int count) {
    ByteBuffer[] made = new ByteBuffer[count];
    Arrays.setAll(made, i -> ByteBuffer.allocate(40));
    return made;
  }

  @Test
  void theBuffersOfTheCallerAreForgotten() {
    ByteBuffer[] srcs = buffers(2);
    corked.add(buffers(1), 0, 1);
    ByteBuffer[] joined = corked.followedBy(srcs, 0, 2);
    assertSame(srcs[1], joined[2]);
    corked.letGo();
    assertNotSame(srcs[0], joined[1]);
    assertNotSame(srcs[1], joined[2]);
    assertEquals(40, corked.size(), "the engine has taken none of it");
    assertSame(joined, corked.followedBy(srcs, 0, 2), "nothing is allocated for each write");
  }

  @Test
  void aLargeArrayIsNotKept() {
    corked.add(buffers(1), 0, 1);
    ByteBuffer[] joined = corked.followedBy(buffers(512), 0, 512);
    corked.letGo();
    assertNotSame(joined, corked.followedBy(buffers(512), 0, 512));
  }
}
