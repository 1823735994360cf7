package qio.spi.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import qio.api.channel.ChannelFeature;
import qio.api.channel.QioChannel;
import qio.api.channel.SeekOrigin;
import qio.tck.Bytes;
import qio.tck.Rule;

/** What is particular to the buffer: it grows, up to a limit. */
final class MemoryBufferTest {

  @Rule("MEM-8")
  @Test
  void aWriteTakesWhatFitsUnderTheLimitAndWhereNothingFitsItFails() throws IOException {
    try (QioChannel buffer = MemoryChannels.buffer(10)) {
      assertEquals(10, buffer.write(Bytes.stream(0, 15)));
      ByteBuffer more = Bytes.of("x");
      IOException full = assertThrows(IOException.class, () -> buffer.write(more));
      assertTrue(full.getMessage().contains("10 bytes"), full::getMessage);
      assertEquals(0, more.position());
      assertEquals(0, buffer.write(ByteBuffer.allocate(0)));
      assertThrows(IOException.class, () -> buffer.pwrite(more, 10));
      assertThrows(IOException.class, () -> buffer.pwrite(more, Long.MAX_VALUE));
      assertEquals(1, buffer.pwrite(more, 9));
      buffer.seek(0, SeekOrigin.SET);
      ByteBuffer dst = ByteBuffer.allocate(20);
      assertEquals(10, buffer.read(dst), "the limit holds for what is there");
    }
  }

  @Rule("MEM-8")
  @Test
  void aSeekFarBeyondTakesNoMemory() throws IOException {
    try (QioChannel buffer = MemoryChannels.buffer(Integer.MAX_VALUE)) {
      for (long at = 1 << 30; at < Integer.MAX_VALUE - 1; at += 1 << 28) {
        assertEquals(1, buffer.pwrite(Bytes.of("x"), at));
      }
      ByteBuffer dst = ByteBuffer.allocate(2);
      assertEquals(2, buffer.pread(dst, (1 << 30) - 1));
      assertEquals("\0x", Bytes.text(dst));
      assertEquals(Long.MAX_VALUE, buffer.seek(Long.MAX_VALUE, SeekOrigin.SET));
      assertThrows(IllegalArgumentException.class, () -> buffer.seek(1, SeekOrigin.CURRENT));
      assertEquals(QioChannel.EOF, buffer.read(dst.clear()));
    }
  }

  @Rule("MEM-8")
  @Test
  void aPageBorderIsNotSeen() throws IOException {
    try (QioChannel buffer = MemoryChannels.buffer()) {
      for (int size : new int[] {16_383, 1, 1, 16_384, 40_000}) {
        long at = buffer.seek(0, SeekOrigin.CURRENT);
        buffer.writeAll(Bytes.stream(at, size));
      }
      buffer.seek(0, SeekOrigin.SET);
      assertEquals(72_769, Bytes.drain(buffer, 0));
    }
  }

  @Test
  void itOffersWhatItCanAndNoShutdown() throws IOException {
    try (QioChannel buffer = MemoryChannels.buffer()) {
      assertTrue(buffer.hasFeature(ChannelFeature.SEEKABLE));
      assertTrue(buffer.hasFeature(ChannelFeature.CONCURRENT_IO));
      assertFalse(buffer.hasFeature(ChannelFeature.SHUTDOWN));
      assertFalse(buffer.hasFeature(ChannelFeature.FD_PASS));
    }
  }

  @Test
  void aLimitIsNotNegative() {
    assertThrows(IllegalArgumentException.class, () -> MemoryChannels.buffer(-1));
  }
}
