package qio.spi.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;
import qio.api.aio.Readiness;
import qio.api.channel.QioChannel;

/** Every order in which a reader can meet the first writer of a FIFO. */
class FifoReaderTest {

  private final ArrayDeque<Integer> reads = new ArrayDeque<>();
  private final ArrayDeque<Integer> looks = new ArrayDeque<>();
  private final FifoReader reader =
      new FifoReader((b, o, l) -> reads.remove(), r -> looks.remove());

  private long read() throws IOException {
    return reader.move(new ByteBuffer[0], 0, 0);
  }

  @Test
  void withoutAWriterNothingIsThereYet() throws IOException {
    reads.addAll(List.of(QioChannel.EOF, QioChannel.EOF));
    looks.addAll(List.of(Readiness.NONE, Readiness.NONE));
    assertEquals(QioChannel.WOULD_BLOCK, read());
    assertEquals(QioChannel.WOULD_BLOCK, read());
  }

  @Test
  void aWriterThatCameAndWentIsTheEnd() throws IOException {
    reads.addAll(List.of(QioChannel.EOF, QioChannel.EOF, QioChannel.EOF));
    looks.add(Readiness.HANG_UP);
    assertEquals(QioChannel.EOF, read());
    assertEquals(QioChannel.EOF, read(), "and stays so, without another look");
  }

  @Test
  void bytesThatCameBetweenTheReadAndTheLookAreNotMissed() throws IOException {
    reads.addAll(List.of(QioChannel.EOF, 5));
    looks.add(Readiness.READ);
    assertEquals(5, read());
  }

  @Test
  void aWriterThatHasWrittenNothingIsAWriter() throws IOException {
    reads.addAll(List.of(QioChannel.WOULD_BLOCK, QioChannel.EOF));
    assertEquals(QioChannel.WOULD_BLOCK, read());
    assertEquals(QioChannel.EOF, read(), "it has gone");
  }
}
