package qio.tests.contract;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import qio.api.channel.QioChannel;

/** Channels that end wrongly, each in one way, on purpose. */
final class BrokenEnds {

  private BrokenEnds() {}

  /** Keeps the last write back until the next one, and forgets it at the end. */
  static QioChannel losesTheTailAtClose(QioChannel below) {
    return new Broken(below) {
      private final ByteBuffer tail = ByteBuffer.allocate(1);

      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        tail.flip();
        if (tail.hasRemaining() && writeSound(new ByteBuffer[] {tail}, 0, 1) < 0) {
          tail.compact();
          return WOULD_BLOCK;
        }
        tail.clear();
        for (int i = offset; i < offset + length; i++) {
          if (srcs[i].hasRemaining()) {
            tail.put(srcs[i].get());
            return 1;
          }
        }
        return 0;
      }
    };
  }

  /** Closes this end and leaves the one below open. */
  static QioChannel closesWithoutTelling(QioChannel below) {
    return new Broken(below) {
      @Override
      protected void ioClose() {}
    };
  }

  /** Says that it is closed when the other end is. */
  static QioChannel takesThePeersEndForItsOwn(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        try {
          return writeSound(srcs, offset, length);
        } catch (IOException e) {
          throw new ClosedChannelException();
        }
      }
    };
  }

  /** Waits in close for what the other end does, which may be never. */
  static QioChannel lingersInClose(QioChannel below) {
    return new Broken(below) {
      @Override
      protected void ioClose() throws IOException {
        oversleep();
        super.ioClose();
      }
    };
  }
}
