package org.example.qio.qmp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;

/**
 * Lines from a non-blocking channel, for one thread. The buffer grows with what comes, to the
 * longest line and no further.
 */
final class LineReader {

  private static final int FIRST_SIZE = 4 << 10;

  private final QioChannel channel;
  private final int maxLine;
  private byte[] buffer;

  /** The buffer holds bytes from start to end; before scanned there is no end of a line. */
  private int start;

  private int scanned;
  private int end;

  LineReader(QioChannel channel, int maxLine) {
    this.channel = channel;
    this.maxLine = maxLine;
    this.buffer = new byte[Math.min(FIRST_SIZE, maxLine + 1)];
  }

  /**
   * Waits for a line.
   *
   * @throws QmpClosedException if there is none any more
   * @throws QmpProtocolException if it is too long
   */
  Line next() throws IOException {
    while (true) {
      for (; scanned < end; scanned++) {
        if (buffer[scanned] == '\n') {
          Line line = new Line(buffer, start, scanned - start);
          scanned++;
          start = scanned;
          return line;
        }
      }
      receive();
    }
  }

  private void receive() throws IOException {
    makeRoom();
    int n = channel.read(ByteBuffer.wrap(buffer, end, buffer.length - end));
    while (n == QioChannel.WOULD_BLOCK) {
      channel.await(IoCondition.IN);
      n = channel.read(ByteBuffer.wrap(buffer, end, buffer.length - end));
    }
    if (n == QioChannel.EOF) {
      throw new QmpClosedException(
          channel.address()
              + ": QEMU has ended the conversation"
              + (end > start ? " in the middle of a message" : ""),
          null);
    }
    end += n;
  }

  private void makeRoom() throws QmpProtocolException {
    if (end < buffer.length) {
      return;
    }
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      scanned -= start;
      start = 0;
    } else if (buffer.length <= maxLine) {
      buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, maxLine + 1L));
    } else {
      throw new QmpProtocolException(
          channel.address() + ": a message has more than " + maxLine + " bytes (QmpLimits)", null);
    }
  }
}
