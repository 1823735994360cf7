package qio.tests.contract;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.BottomHalf;
import qio.api.aio.IoHandler;
import qio.api.aio.Readiness;
import qio.api.channel.ChannelFeature;
import qio.api.channel.DescriptorList;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.SeekOrigin;
import qio.api.channel.ShutdownMode;
import qio.api.channel.SignalledWatch;
import qio.api.channel.WatchSource;

/** Channels that break one rule each, on purpose. */
final class BrokenChannels {

  private BrokenChannels() {}

  static QioChannel answersZeroForWhatWouldBlock(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        long n = readSound(dsts, offset, length);
        return n == WOULD_BLOCK ? 0 : n;
      }
    };
  }

  static QioChannel leavesThePositionWhereItWas(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        int before = dsts[offset].position();
        long n = readSound(dsts, offset, length);
        dsts[offset].position(before);
        return n;
      }
    };
  }

  static QioChannel endsAfterTheFirstRead(QioChannel below) {
    return new Broken(below) {
      private boolean hasRead;

      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        if (hasRead) {
          return EOF;
        }
        long n = readSound(dsts, offset, length);
        hasRead = n > 0;
        return n;
      }
    };
  }

  static QioChannel tellsTheEndOnce(QioChannel below) {
    return new Broken(below) {
      private boolean told;

      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        long n = readSound(dsts, offset, length);
        if (n == EOF && told) {
          throw new IOException("read past the end");
        }
        told |= n == EOF;
        return n;
      }
    };
  }

  static QioChannel fillsTheLastBufferFirst(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        return readSound(dsts, offset + length - 1, 1);
      }
    };
  }

  static QioChannel losesAByteOfAPartialWrite(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        long n = writeSound(srcs, offset, length);
        ByteBuffer first = srcs[offset];
        if (n > 0 && first.hasRemaining()) {
          first.position(first.position() + 1);
          return n + 1;
        }
        return n;
      }
    };
  }

  static QioChannel swallowsWritesThatFail(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        try {
          return writeSound(srcs, offset, length);
        } catch (IOException e) {
          // The defect: what was not written counts as written.
          long sum = 0;
          for (int i = offset; i < offset + length; i++) {
            sum += srcs[i].remaining();
            srcs[i].position(srcs[i].limit());
          }
          return sum;
        }
      }
    };
  }

  static QioChannel movesPositionsThoughItFails(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        try {
          return writeSound(srcs, offset, length);
        } finally {
          srcs[offset].position(srcs[offset].limit());
        }
      }
    };
  }

  static QioChannel shutsDownBothWays(QioChannel below) {
    return new Broken(below) {
      @Override
      protected void ioShutdown(ShutdownMode mode) throws IOException {
        super.ioShutdown(ShutdownMode.BOTH);
      }
    };
  }

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
        } catch (java.io.InterruptedIOException e) {
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

  static QioChannel callsOncePerEvent(QioChannel below) {
    return new Broken(below) {
      @Override
      protected WatchSource ioCreateWatch(Set<IoCondition> conditions) throws IOException {
        QioChannel channel = this;
        return new WatchSource(channel, conditions) {
          @Override
          protected void ioAttach(AioContext context) throws IOException {
            below()
                .addWatch(
                    conditions,
                    (c, ready) -> fire(IoCondition.toReadiness(ready)) && false,
                    context);
          }

          @Override
          protected void ioDetach() {}
        };
      }
    };
  }

  static QioChannel doesNotWaitForACallbackThatRuns(QioChannel below) {
    return new Broken(below) {
      @Override
      protected WatchSource ioCreateWatch(Set<IoCondition> conditions) {
        QioChannel channel = this;
        return new WatchSource(channel, conditions) {
          private @Nullable BottomHalf turn;

          @Override
          protected void ioAttach(AioContext context) {
            turn = context.bottomHalf(() -> fire(Readiness.READ));
            turn.schedule();
          }

          @Override
          protected void ioDetach() {
            if (turn != null) {
              turn.cancel();
            }
          }
        };
      }
    };
  }

  static QioChannel neverRemovesAHandler(QioChannel below) {
    return new Broken(below) {
      @Override
      protected void ioSetAioFdHandler(
          AioContext readContext,
          @Nullable IoHandler read,
          AioContext writeContext,
          @Nullable IoHandler write)
          throws IOException {
        if (read != null || write != null) {
          super.ioSetAioFdHandler(readContext, read, writeContext, write);
        }
      }
    };
  }

  static QioChannel consumesWhatItPeeks(QioChannel below) {
    return new Broken(below) {
      @Override
      protected long ioReadv(
          ByteBuffer[] dsts,
          int offset,
          int length,
          @Nullable DescriptorList received,
          Set<ReadFlag> flags)
          throws IOException {
        return readSound(dsts, offset, length);
      }
    };
  }

  static QioChannel claimsToListen(QioChannel below) {
    Broken channel = new Broken(below);
    channel.claim(ChannelFeature.LISTEN);
    return channel;
  }

  /** Threads that outlive their channels, though not the test. */
  static QioChannel leavesAThreadBehind(QioChannel below) {
    Thread.ofPlatform()
        .daemon()
        .name("left-behind")
        .start(
            () -> {
              while (System.getProperty(KitCatchesTest.LIMIT) != null) {
                LockSupport.parkNanos(10_000_000);
              }
            });
    return new Broken(below);
  }

  static QioChannel sendsOnlyHalfOfWhatItTakes(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        ByteBuffer first = srcs[offset];
        if (first.remaining() < 2) {
          return writeSound(srcs, offset, length);
        }
        int limit = first.limit();
        first.limit(first.position() + first.remaining() / 2);
        long n = writeSound(srcs, offset, 1);
        first.limit(limit);
        long skipped = n < 0 ? 0 : first.remaining();
        first.position(n < 0 ? first.position() : limit);
        return n + skipped;
      }
    };
  }

  static QioChannel appendsWhereverItIs(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        below().seek(0, SeekOrigin.END);
        return writeSound(srcs, offset, length);
      }
    };
  }

  static QioChannel movesThePositionForPositionalReads(QioChannel below) {
    return new Broken(below) {
      @Override
      protected long ioPreadv(ByteBuffer[] dsts, int offset, int length, long position)
          throws IOException {
        below().seek(position, SeekOrigin.SET);
        return readSound(dsts, offset, length);
      }
    };
  }

  static QioChannel takesHolesForData(QioChannel below) {
    return new Broken(below) {
      @Override
      protected long ioSeek(long offset, SeekOrigin origin) throws IOException {
        return below().seek(offset, origin.searches() ? SeekOrigin.SET : origin);
      }
    };
  }

  static QioChannel movesThePositionThoughItFindsNothing(QioChannel below) {
    return new Broken(below) {
      @Override
      protected long ioSeek(long offset, SeekOrigin origin) throws IOException {
        long found = below().seek(offset, origin);
        if (found == EOF) {
          below().seek(0, SeekOrigin.END);
        }
        return found;
      }
    };
  }
}
