package qio.spi.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import qio.api.aio.AioContext;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.SeekOrigin;
import qio.tck.Bytes;
import qio.tck.Rule;

/** The channel that takes everything and gives nothing. */
@Rule("MEM-9")
final class NullChannelTest {

  private final QioChannel channel = MemoryChannels.nothing();

  @Test
  void takesEveryByteAndGivesTheEnd() throws IOException {
    ByteBuffer src = Bytes.of("hello world");
    assertEquals(11, channel.write(src));
    assertEquals(11, src.position());
    assertEquals(4, channel.writev(Bytes.of("ab"), ByteBuffer.allocate(0), Bytes.of("cd")));
    ByteBuffer dst = ByteBuffer.allocate(4);
    assertEquals(QioChannel.EOF, channel.read(dst));
    assertEquals(QioChannel.EOF, channel.pread(dst, 3));
    assertEquals(2, channel.pwrite(Bytes.of("xy"), 1 << 30));
    assertEquals(0, dst.position());
  }

  @Test
  void aWatchIsToldExactlyWhatItAskedForInTheFirstTurn() throws Exception {
    BlockingQueue<Set<IoCondition>> told = new LinkedBlockingQueue<>();
    try (AioContext loop = AioContext.open("null")) {
      channel.addWatch(
          IoCondition.of(IoCondition.IN), (ignored, ready) -> told.add(ready) && false, loop);
      assertTrue(loop.poll(false));
      assertEquals(IoCondition.of(IoCondition.IN), told.poll(0, TimeUnit.SECONDS));
      channel.addWatch(
          IoCondition.of(IoCondition.IN, IoCondition.OUT),
          (ignored, ready) -> told.add(ready) && false,
          loop);
      assertTrue(loop.poll(false));
      assertEquals(IoCondition.of(IoCondition.IN, IoCondition.OUT), told.poll(0, TimeUnit.SECONDS));
    }
  }

  @Test
  void readAndWriteFailAfterClose() throws IOException {
    channel.close();
    assertThrows(ClosedChannelException.class, () -> channel.read(ByteBuffer.allocate(1)));
    assertThrows(ClosedChannelException.class, () -> channel.write(Bytes.of("x")));
  }

  @Test
  void thereIsOnePositionAndBothModesAreAlike() throws IOException {
    assertEquals(0, channel.seek(77, SeekOrigin.SET));
    assertEquals(0, channel.seek(-5, SeekOrigin.END));
    assertEquals(QioChannel.EOF, channel.seek(0, SeekOrigin.DATA));
    assertEquals(QioChannel.EOF, channel.seek(0, SeekOrigin.HOLE));
    channel.setBlocking(false);
    assertEquals(1, channel.write(Bytes.of("x")));
    channel.setBlocking(true);
    assertEquals(QioChannel.EOF, channel.read(ByteBuffer.allocate(1)));
  }
}
