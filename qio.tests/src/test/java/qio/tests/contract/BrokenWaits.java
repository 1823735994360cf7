package qio.tests.contract;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.Readiness;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.SignalledWatch;
import qio.api.channel.WatchSource;

/** Channels in which somebody waits wrongly, each in one way, on purpose. */
final class BrokenWaits {

  private BrokenWaits() {}

  static QioChannel cannotBeWoken(QioChannel below) {
    return new Broken(below) {
      @Override
      protected void ioWake(IoCondition condition) {}

      @Override
      protected boolean ioAwait(IoCondition condition, long timeoutNanos) {
        try {
          return new Semaphore(0).tryAcquire(4, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return true;
        }
      }
    };
  }

  static QioChannel sleepsThroughInterrupts(QioChannel below) {
    return new Broken(below) {
      @Override
      protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
        try {
          return super.ioAwait(condition, timeoutNanos);
        } catch (InterruptedIOException e) {
          return true; // the defect: the interrupt is forgotten
        }
      }
    };
  }

  static QioChannel hasOneLockForBothDirections(QioChannel below) {
    return new Broken(below) {
      private final ReentrantLock lock = new ReentrantLock();

      @Override
      protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
        lock.lock();
        try {
          return super.ioAwait(condition, timeoutNanos);
        } finally {
          lock.unlock();
        }
      }

      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        if (!lock.tryLock()) {
          throw new IOException("somebody else is in the channel");
        }
        try {
          return writeSound(srcs, offset, length);
        } finally {
          lock.unlock();
        }
      }
    };
  }

  static QioChannel sleepsPastEveryLimit(QioChannel below) {
    return new Broken(below) {
      @Override
      protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
        return super.ioAwait(condition, Long.MAX_VALUE);
      }
    };
  }

  static QioChannel isAlwaysReady(QioChannel below) {
    return new Broken(below) {
      @Override
      protected WatchSource ioCreateWatch(Set<IoCondition> conditions) {
        return new SignalledWatch(this, conditions, () -> Readiness.ALL);
      }

      @Override
      protected boolean ioAwait(IoCondition condition, long timeoutNanos) {
        return true;
      }
    };
  }

  /** An interrupt of a sleeper closes the channel, as in java.nio. */
  static QioChannel closesAtAnInterrupt(QioChannel below) {
    return new Broken(below) {
      @Override
      protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
        try {
          return super.ioAwait(condition, timeoutNanos);
        } catch (InterruptedIOException e) {
          below().close();
          throw e;
        }
      }
    };
  }

  /** Swallows an interrupt that came before the call. */
  static QioChannel forgetsAnInterruptBeforeItSleeps(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        if (Thread.interrupted()) {
          return WOULD_BLOCK; // the defect: nobody will know
        }
        return readSound(dsts, offset, length);
      }
    };
  }

  /** Looks for an interrupt before each read. */
  static QioChannel failsWhenInterruptedThoughItNeedNotSleep(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException(address() + ": interrupted");
        }
        return readSound(dsts, offset, length);
      }
    };
  }

  /** Throws away what came in whenever it sends. */
  static QioChannel isHalfDuplex(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        readSound(new ByteBuffer[] {ByteBuffer.allocate(100)}, 0, 1);
        return writeSound(srcs, offset, length);
      }
    };
  }

  /** Two ends of which either turns the loops that the other has a watch on while it waits. */
  static UnaryOperator<QioChannel> turnsLoopsWhileItWaits() {
    AtomicReference<@Nullable AioContext> seen = new AtomicReference<>();
    return below ->
        new Broken(below) {
          @Override
          protected WatchSource ioCreateWatch(Set<IoCondition> conditions) {
            return new WatchOver(this, below(), conditions) {
              @Override
              protected void ioAttach(AioContext context) throws IOException {
                seen.set(context);
                super.ioAttach(context);
              }
            };
          }

          @Override
          protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
            AioContext context = seen.get();
            if (context != null) {
              context.poll(false);
            }
            return super.ioAwait(condition, timeoutNanos);
          }
        };
  }

  /** A reader that sleeps and a writer that sleeps are one too many. */
  static QioChannel hasRoomForOneSleeper(QioChannel below) {
    return new Broken(below) {
      private final AtomicBoolean sleeps = new AtomicBoolean();

      @Override
      protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
        if (!sleeps.compareAndSet(false, true)) {
          throw new IOException(address() + ": somebody sleeps here already");
        }
        try {
          return super.ioAwait(condition, timeoutNanos);
        } finally {
          sleeps.set(false);
        }
      }
    };
  }

  /** Reads the last byte again when a wait was in vain. */
  static QioChannel repeatsAByteAfterATimeOut(QioChannel below) {
    return new Broken(below) {
      private byte last;
      private boolean late;

      @Override
      protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
        boolean ready = super.ioAwait(condition, timeoutNanos);
        late |= !ready;
        return ready;
      }

      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        ByteBuffer first = dsts[offset];
        if (late) {
          late = false;
          first.put(last);
          return 1;
        }
        long n = readSound(dsts, offset, 1);
        last = n > 0 ? first.get(first.position() - 1) : last;
        return n;
      }
    };
  }

  /** Never expects anything, and does not look when there is no time to wait. */
  static QioChannel wantsToWaitBeforeEveryRead(QioChannel below) {
    return new Broken(below) {
      @Override
      protected boolean ioExpectsNothing() {
        return true;
      }

      @Override
      protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
        return timeoutNanos > 0 && super.ioAwait(condition, timeoutNanos);
      }
    };
  }

  /** Does not tell the channel below that its sleeper shall wake. */
  static QioChannel passesNoWakeUpOn(QioChannel below) {
    return new Broken(below) {
      @Override
      protected void ioWake(IoCondition condition) {}
    };
  }
}
