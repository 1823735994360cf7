package qio.tests.contract;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;

/** Channels that spoil what is moved from one to another, each in one way, on purpose. */
final class BrokenRelays {

  private BrokenRelays() {}

  /** The first two bytes of a read come in the wrong order. */
  static QioChannel swapsBytes(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        ByteBuffer first = dsts[offset];
        int from = first.position();
        long n = readSound(dsts, offset, length);
        if (first.position() - from >= 2) {
          byte one = first.get(from);
          first.put(from, first.get(from + 1)).put(from + 1, one);
        }
        return n;
      }
    };
  }

  /** Takes more than there is room for, and forgets what is left over. */
  static QioChannel readsAheadAndForgets(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        ByteBuffer ahead = ByteBuffer.allocate(8192);
        long n = readSound(new ByteBuffer[] {ahead}, 0, 1);
        if (n < 0) {
          return n;
        }
        int here = (int) Math.min(n, dsts[offset].remaining());
        dsts[offset].put(ahead.flip().limit(here));
        return here;
      }
    };
  }

  /** Takes it for a failure that nothing happens. */
  static QioChannel givesUpWaitsWithoutALimit(QioChannel below) {
    return new Broken(below) {
      @Override
      protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
        if (timeoutNanos == Long.MAX_VALUE) {
          throw new IOException(address() + ": not ready");
        }
        return super.ioAwait(condition, timeoutNanos);
      }
    };
  }

  /** A wake-up with nothing there is a failure of the channel. */
  static QioChannel failsWhenItIsWoken(QioChannel below) {
    return new Broken(below) {
      private volatile boolean woken;

      @Override
      protected void ioWake(IoCondition condition) {
        woken = true;
        super.ioWake(condition);
      }

      @Override
      protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
        boolean ready = super.ioAwait(condition, timeoutNanos);
        if (woken) {
          throw new IOException(address() + ": woken with nothing there");
        }
        return ready;
      }
    };
  }

  /** A writer that was interrupted sends its last byte twice. */
  static QioChannel sendsTheLastByteAgainAfterAnInterrupt(QioChannel below) {
    return new Broken(below) {
      private byte last;
      private boolean again;

      @Override
      protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
        try {
          return super.ioAwait(condition, timeoutNanos);
        } catch (InterruptedIOException e) {
          again |= condition == IoCondition.OUT;
          throw e;
        }
      }

      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        ByteBuffer repeated = ByteBuffer.allocate(1).put(last).flip();
        if (again && writeSound(new ByteBuffer[] {repeated}, 0, 1) < 0) {
          return WOULD_BLOCK;
        }
        again = false;
        long n = writeSound(srcs, offset, 1);
        last = n > 0 ? srcs[offset].get(srcs[offset].position() - 1) : last;
        return n;
      }
    };
  }

  /** Its exceptions have no message. */
  static QioChannel failsWithoutAWord(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        try {
          return writeSound(srcs, offset, length);
        } catch (IOException e) {
          throw (IOException) new IOException().initCause(e);
        }
      }
    };
  }
}
