package qio.tests.contract;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import qio.api.channel.ChannelFeature;
import qio.api.channel.DescriptorList;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.SeekOrigin;
import qio.api.channel.ShutdownMode;

/** Channels that break one rule each, on purpose. */
final class BrokenChannels {

  private BrokenChannels() {}

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

  static QioChannel shutsDownBothWays(QioChannel below) {
    return new Broken(below) {
      @Override
      protected void ioShutdown(ShutdownMode mode) throws IOException {
        super.ioShutdown(ShutdownMode.BOTH);
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
