package qio.tests.contract;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.SeekOrigin;

/** Channels with a position that break one rule each, on purpose. */
final class BrokenSeeks {

  private BrokenSeeks() {}

  static QioChannel countsFromTheBeginningAlways(QioChannel below) {
    return new Broken(below) {
      @Override
      protected long ioSeek(long offset, SeekOrigin origin) throws IOException {
        return below().seek(Math.abs(offset), SeekOrigin.SET);
      }
    };
  }

  static QioChannel stopsAtTheBeginning(QioChannel below) {
    return new Broken(below) {
      @Override
      protected long ioSeek(long offset, SeekOrigin origin) throws IOException {
        try {
          return below().seek(offset, origin);
        } catch (IllegalArgumentException e) {
          return below().seek(0, SeekOrigin.SET); // the defect: a place that nobody asked for
        }
      }
    };
  }

  static QioChannel fillsGapsWithAnything(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        long position = below().seek(0, SeekOrigin.CURRENT);
        long size = below().seek(0, SeekOrigin.END);
        if (position > size) {
          byte[] anything = new byte[Math.toIntExact(position - size)];
          Arrays.fill(anything, (byte) '?');
          below().writeAll(ByteBuffer.wrap(anything));
        }
        below().seek(position, SeekOrigin.SET);
        return writeSound(srcs, offset, length);
      }
    };
  }

  static QioChannel readsIntoTheFirstBufferOnly(QioChannel below) {
    return new Broken(below) {
      @Override
      protected long ioPreadv(ByteBuffer[] dsts, int offset, int length, long position)
          throws IOException {
        return super.ioPreadv(dsts, offset, 1, position);
      }
    };
  }

  static QioChannel staysAtAnEndThatItHasFound(QioChannel below) {
    return new Broken(below) {
      private boolean ended;

      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        long n = ended ? EOF : readSound(dsts, offset, length);
        ended = n == EOF;
        return n;
      }
    };
  }

  static QioChannel isNeverReady(QioChannel below) {
    return new Broken(below) {
      @Override
      protected boolean ioAwait(IoCondition condition, long timeoutNanos) {
        return false;
      }
    };
  }

  static QioChannel belongsToTheThreadThatCameFirst(QioChannel below) {
    return new Broken(below) {
      private final AtomicReference<Thread> owner = new AtomicReference<>();

      @Override
      protected long ioPwritev(ByteBuffer[] srcs, int offset, int length, long position)
          throws IOException {
        Thread caller = Thread.currentThread();
        if (!owner.compareAndSet(null, caller) && owner.get() != caller) {
          throw new IOException("another thread has begun to write at positions");
        }
        return super.ioPwritev(srcs, offset, length, position);
      }
    };
  }
}
