package qio.spi.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.channel.QioChannel;
import qio.tck.Bytes;
import qio.tck.Rule;

/** One direction of a pair. */
final class RingTest {

  private static final int ROUNDS = 30_000;

  private static long write(Ring ring, ByteBuffer... srcs) throws IOException {
    return ring.write(srcs, 0, srcs.length, "mem:ring");
  }

  private static long read(Ring ring, ByteBuffer... dsts) {
    return ring.read(dsts, 0, dsts.length, false);
  }

  @Rule("MEM-1")
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64, 65_536})
  void holdsAsManyBytesAsTheWindowAndNotOneMore(int window) throws IOException {
    Ring ring = new Ring(window);
    assertTrue(ring.isWritable());
    assertFalse(ring.isReadable());
    assertEquals(window, write(ring, Bytes.stream(0, window + 5)));
    assertEquals(QioChannel.WOULD_BLOCK, write(ring, Bytes.of("x")));
    assertFalse(ring.isWritable());
    ByteBuffer one = ByteBuffer.allocate(1);
    assertEquals(1, read(ring, one));
    assertTrue(ring.isWritable());
    assertEquals(1, write(ring, Bytes.stream(window, 3)));
    ByteBuffer rest = ByteBuffer.allocate(window + 5);
    assertEquals(window, read(ring, rest));
    Bytes.assertStream(1, rest);
    assertEquals(QioChannel.WOULD_BLOCK, read(ring, rest));
  }

  @Rule("MEM-1")
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 64, 1000})
  void keepsOrderThroughManyWrapsWithBuffersOfAllSizes(int window) throws IOException {
    Ring ring = new Ring(window);
    SplittableRandom random = new SplittableRandom(window);
    long written = 0;
    long read = 0;
    while (read < 50_000) {
      ByteBuffer one = Bytes.stream(written, random.nextInt(1, 40));
      ByteBuffer two = Bytes.stream(written + one.remaining(), random.nextInt(1, 40));
      written += Math.max(0, write(ring, one, two));
      ByteBuffer into = ByteBuffer.allocateDirect(random.nextInt(1, 50));
      ByteBuffer last = ByteBuffer.allocate(random.nextInt(1, 50));
      read(ring, into, last);
      Bytes.assertStream(read, into);
      Bytes.assertStream(read + into.position(), last);
      read += into.position() + last.position();
    }
    assertTrue(written - read <= window);
  }

  @Rule("MEM-12")
  @Test
  void whatWasWrittenBeforeTheEndIsReadBeforeIt() throws IOException {
    Ring ring = new Ring(10);
    write(ring, Bytes.of("abc"));
    ring.endWriting();
    ByteBuffer dst = ByteBuffer.allocate(2);
    assertEquals(2, read(ring, dst));
    assertEquals(1, read(ring, dst.clear()));
    assertEquals(QioChannel.EOF, read(ring, dst.clear()));
    assertThrows(IOException.class, () -> write(ring, Bytes.of("x")));
  }

  @Rule("MEM-12")
  @Test
  void aWriterWhoseReaderIsGoneFailsAtOnce() throws IOException {
    Ring ring = new Ring(3);
    write(ring, Bytes.of("abc"));
    assertFalse(ring.isWritable());
    ring.endReading();
    assertTrue(ring.isWritable(), "so that whoever waits for room learns of it");
    IOException broken = assertThrows(IOException.class, () -> write(ring, Bytes.of("x")));
    assertTrue(broken.getMessage().startsWith("mem:ring: broken pipe"), broken::getMessage);
    assertEquals(QioChannel.EOF, read(ring, ByteBuffer.allocate(1)));
  }

  @Test
  void aPeekTakesNothing() throws IOException {
    Ring ring = new Ring(3);
    write(ring, Bytes.of("abc"));
    for (int i = 0; i < 3; i++) {
      ByteBuffer dst = ByteBuffer.allocate(2);
      assertEquals(2, ring.read(new ByteBuffer[] {dst}, 0, 1, true));
      assertEquals("ab", Bytes.text(dst));
      assertFalse(ring.isWritable());
    }
  }

  @Rule("MEM-12")
  @Test
  void theEndIsNeverSeenBeforeTheBytesHoweverItFalls() throws Exception {
    AtomicReference<Ring> given = new AtomicReference<>();
    Thread writer =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  for (int round = 0; round < ROUNDS; round++) {
                    Ring ring = given.getAndSet(null);
                    while (ring == null) {
                      Thread.onSpinWait();
                      ring = given.getAndSet(null);
                    }
                    writeAndEnd(ring);
                  }
                });
    ByteBuffer dst = ByteBuffer.allocate(8);
    for (int round = 0; round < ROUNDS; round++) {
      Ring ring = new Ring(8);
      given.set(ring);
      dst.clear();
      while (read(ring, dst) != QioChannel.EOF) {
        Thread.onSpinWait();
      }
      assertEquals(5, dst.position(), "round " + round);
    }
    writer.join();
  }

  private static void writeAndEnd(Ring ring) {
    try {
      write(ring, Bytes.of("hello"));
      ring.endWriting();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
