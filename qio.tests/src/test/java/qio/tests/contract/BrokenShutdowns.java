package qio.tests.contract;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import qio.api.channel.FlushState;
import qio.api.channel.QioChannel;
import qio.api.channel.ShutdownMode;

/** Channels that are wrong about how a direction ends, or about what they tell of themselves. */
final class BrokenShutdowns {

  private BrokenShutdowns() {}

  /** Says that a direction has ended, and does nothing for it. */
  static QioChannel doesNotEnd(QioChannel below, ShutdownMode spared) {
    return new Broken(below) {
      @Override
      protected void ioShutdown(ShutdownMode mode) throws IOException {
        if (mode != spared) {
          super.ioShutdown(mode);
        }
      }
    };
  }

  static QioChannel failsWhereReadsHaveEnded(QioChannel below) {
    return new Broken(below) {
      private volatile boolean over;

      @Override
      protected void ioShutdown(ShutdownMode mode) throws IOException {
        over |= mode.endsReading();
        super.ioShutdown(mode);
      }

      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        if (over) {
          throw new IOException("nobody reads here any more");
        }
        return readSound(dsts, offset, length);
      }
    };
  }

  static QioChannel endsReadingWhereBothAreToEnd(QioChannel below) {
    return new Broken(below) {
      @Override
      protected void ioShutdown(ShutdownMode mode) throws IOException {
        super.ioShutdown(mode == ShutdownMode.BOTH ? ShutdownMode.READ : mode);
      }
    };
  }

  static QioChannel refusesToEndTwice(QioChannel below) {
    return new Broken(below) {
      private boolean over;

      @Override
      protected void ioShutdown(ShutdownMode mode) throws IOException {
        if (over) {
          throw new IOException("that has ended before");
        }
        over = true;
        super.ioShutdown(mode);
      }
    };
  }

  static QioChannel throwsAtTheEnd(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        long n = readSound(dsts, offset, length);
        if (n == EOF) {
          throw new EOFException("the defect: an end is no failure");
        }
        return n;
      }
    };
  }

  static QioChannel refusesHints(QioChannel below) {
    return new Broken(below) {
      @Override
      protected void ioSetDelay(boolean enabled) throws IOException {
        throw new IOException("there is no delay here");
      }
    };
  }

  /** What it takes under a cork never comes out. */
  static QioChannel losesWhatIsCorked(QioChannel below) {
    return new Broken(below) {
      private volatile boolean corked;

      @Override
      protected void ioSetCork(boolean enabled) {
        corked = enabled;
      }

      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        if (!corked) {
          return writeSound(srcs, offset, length);
        }
        long lost = 0;
        for (int i = offset; i < offset + length; i++) {
          lost += srcs[i].remaining();
          srcs[i].position(srcs[i].limit());
        }
        return lost;
      }
    };
  }

  static QioChannel saysThatItCopied(QioChannel below) {
    return new Broken(below) {
      @Override
      protected FlushState ioFlush() {
        return FlushState.COPIED;
      }
    };
  }

  static QioChannel keepsItsNameToItself(QioChannel below) {
    return new Broken(below) {
      @Override
      public String toString() {
        return "a channel to " + address();
      }
    };
  }

  /** One for each end of a stream that is found; it outlives the channel, though not the test. */
  static QioChannel leavesAThreadBehindAtTheEnd(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        long n = readSound(dsts, offset, length);
        if (n == EOF) {
          Thread.ofPlatform()
              .daemon()
              .name("left-behind-at-the-end")
              .start(
                  () -> {
                    while (System.getProperty(KitCatchesTest.LIMIT) != null) {
                      LockSupport.parkNanos(10_000_000);
                    }
                  });
        }
        return n;
      }
    };
  }
}
