package qio.tests.contract;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import qio.api.aio.Readiness;
import qio.api.channel.ChannelFeature;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.Envelope;
import qio.api.channel.IoCondition;
import qio.api.channel.MessageChannel;
import qio.api.channel.MessageTooLongException;
import qio.api.channel.ReadFlag;
import qio.api.channel.SignalledWatch;
import qio.api.channel.TruncatedMessageException;
import qio.api.channel.WatchSource;
import qio.api.channel.WriteFlag;

/** A sound channel for messages over another one, in which subclasses spoil one thing each. */
class BrokenMessages extends MessageChannel {

  /** What {@link #leavesItsDescriptorOpen} has left, so that the test can close it at last. */
  private static final Queue<MessageChannel> LEFT_OPEN = new ConcurrentLinkedQueue<>();

  private final MessageChannel below;
  private final Envelope sender;

  BrokenMessages(MessageChannel below) {
    super(below.address()); // what the one below complains of is what the kit expects of this one
    this.below = below;
    below.features().forEach(this::setFeature);
    this.sender = below.envelope();
  }

  /** Says nothing when a message was cut. */
  static MessageChannel cutsInSilence(MessageChannel below) {
    return new BrokenMessages(below) {
      @Override
      void checkWhole(Envelope envelope, long taken) {}
    };
  }

  /** Reads on into the next message. */
  static MessageChannel joinsMessages(MessageChannel below) {
    return new BrokenMessages(below) {
      @Override
      protected long ioReceive(ByteBuffer[] dsts, int offset, int length, Envelope envelope)
          throws IOException {
        long first = super.ioReceive(dsts, offset, length, envelope);
        long second = first < 0 ? first : super.ioReceive(dsts, offset, length, envelope);
        return second < 0 ? first : first + second;
      }
    };
  }

  /** Answers everybody but the one who asked. */
  static MessageChannel forgetsWhoAsked(MessageChannel below) {
    return new BrokenMessages(below) {
      private Envelope first;

      @Override
      protected long ioSend(ByteBuffer[] srcs, int offset, int length, Envelope to)
          throws IOException {
        if (first == null) {
          first = below.envelope(to.address().orElseThrow());
        }
        return super.ioSend(srcs, offset, length, first);
      }
    };
  }

  static MessageChannel sendsEachBufferAlone(MessageChannel below) {
    return new BrokenMessages(below) {
      @Override
      protected long ioWritev(
          ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
          throws IOException {
        long sum = 0;
        for (int i = offset; i < offset + length; i++) {
          sum += Math.max(0, super.ioWritev(srcs, i, 1, sent, flags));
        }
        return sum;
      }
    };
  }

  static MessageChannel takesAnEmptyMessageForTheEnd(MessageChannel below) {
    return new BrokenMessages(below) {
      @Override
      protected long ioReceive(ByteBuffer[] dsts, int offset, int length, Envelope envelope)
          throws IOException {
        long n = super.ioReceive(dsts, offset, length, envelope);
        return n == 0 ? EOF : n;
      }
    };
  }

  static MessageChannel movesThePositionThoughNothingCame(MessageChannel below) {
    return new BrokenMessages(below) {
      @Override
      protected long ioReceive(ByteBuffer[] dsts, int offset, int length, Envelope envelope)
          throws IOException {
        long n = super.ioReceive(dsts, offset, length, envelope);
        if (n == WOULD_BLOCK) {
          dsts[offset].position(dsts[offset].position() + 1);
        }
        return n;
      }
    };
  }

  static MessageChannel swallowsWhatIsTooLong(MessageChannel below) {
    return new BrokenMessages(below) {
      @Override
      protected long ioWritev(
          ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
          throws IOException {
        try {
          return super.ioWritev(srcs, offset, length, sent, flags);
        } catch (MessageTooLongException e) {
          return skip(srcs, offset, length);
        }
      }
    };
  }

  static MessageChannel readsOnUntilTheBufferIsFull(MessageChannel below) {
    return new BrokenMessages(below) {
      @Override
      protected long ioReadv(
          ByteBuffer[] dsts,
          int offset,
          int length,
          @Nullable DescriptorList received,
          Set<ReadFlag> flags)
          throws IOException {
        long sum = super.ioReadv(dsts, offset, length, received, flags);
        while (sum >= 0 && dsts[offset + length - 1].hasRemaining()) {
          long n = super.ioReadv(dsts, offset, length, received, flags);
          if (n < 0) {
            break;
          }
          sum += n;
        }
        return sum;
      }
    };
  }

  static MessageChannel dropsWhatHasNoPeer(MessageChannel below) {
    return new BrokenMessages(below) {
      @Override
      protected long ioWritev(
          ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
          throws IOException {
        return remoteAddress().isEmpty()
            ? skip(srcs, offset, length)
            : super.ioWritev(srcs, offset, length, sent, flags);
      }
    };
  }

  static MessageChannel closesItselfWhenNobodyIsThere(MessageChannel below) {
    return new BrokenMessages(below) {
      @Override
      protected long ioWritev(
          ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
          throws IOException {
        try {
          return super.ioWritev(srcs, offset, length, sent, flags);
        } catch (IOException e) {
          close();
          throw e;
        }
      }
    };
  }

  static MessageChannel claimsToEndADirection(MessageChannel below) {
    BrokenMessages channel = new BrokenMessages(below);
    channel.setFeature(ChannelFeature.SHUTDOWN);
    return channel;
  }

  static MessageChannel consumesWhatItPeeks(MessageChannel below) {
    return new BrokenMessages(below) {
      @Override
      protected long ioReadv(
          ByteBuffer[] dsts,
          int offset,
          int length,
          @Nullable DescriptorList received,
          Set<ReadFlag> flags)
          throws IOException {
        return super.ioReadv(dsts, offset, length, received, Set.of());
      }
    };
  }

  static MessageChannel doesNotSleep(MessageChannel below) {
    return new BrokenMessages(below) {
      @Override
      protected long ioReceive(ByteBuffer[] dsts, int offset, int length, Envelope envelope)
          throws IOException {
        return Math.max(0, super.ioReceive(dsts, offset, length, envelope));
      }
    };
  }

  static MessageChannel closesAtAnInterrupt(MessageChannel below) {
    return new BrokenMessages(below) {
      @Override
      protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
        boolean inTime = super.ioAwait(condition, timeoutNanos);
        if (Thread.currentThread().isInterrupted()) {
          below.close();
        }
        return inTime;
      }
    };
  }

  /** The channel below stays open until the test is over. */
  static MessageChannel leavesItsDescriptorOpen(MessageChannel below) {
    return new BrokenMessages(below) {
      @Override
      protected void ioClose() {
        LEFT_OPEN.add(below);
      }
    };
  }

  static void closeWhatWasLeftOpen() throws IOException {
    for (var left = LEFT_OPEN.poll(); left != null; left = LEFT_OPEN.poll()) {
      left.close();
    }
  }

  static MessageChannel isAlwaysReady(MessageChannel below) {
    return new BrokenMessages(below) {
      @Override
      protected WatchSource ioCreateWatch(Set<IoCondition> conditions) {
        return new SignalledWatch(this, conditions, () -> Readiness.ALL);
      }
    };
  }

  static MessageChannel dropsDescriptors(MessageChannel below) {
    return new BrokenMessages(below) {
      @Override
      protected long ioWritev(
          ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
          throws IOException {
        return super.ioWritev(srcs, offset, length, List.of(), flags);
      }
    };
  }

  /** Counts bytes as sent that were not. */
  private static long skip(ByteBuffer[] srcs, int offset, int length) {
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += srcs[i].remaining();
      srcs[i].position(srcs[i].limit());
    }
    return sum;
  }

  void checkWhole(Envelope envelope, long taken) throws IOException {
    if (envelope.isTruncated()) {
      throw new TruncatedMessageException(address(), envelope.size().orElseThrow(), taken);
    }
  }

  @Override
  public Envelope envelope() {
    return below.envelope();
  }

  @Override
  public Envelope envelope(String address) throws IOException {
    return below.envelope(address);
  }

  @Override
  public Optional<String> localAddress() {
    return below.localAddress();
  }

  @Override
  public Optional<String> remoteAddress() {
    return below.remoteAddress();
  }

  @Override
  public Optional<Descriptor> descriptor() {
    return below.descriptor();
  }

  @Override
  protected long ioReceive(ByteBuffer[] dsts, int offset, int length, Envelope envelope)
      throws IOException {
    return below.receive(dsts, offset, length, envelope);
  }

  @Override
  protected long ioSend(ByteBuffer[] srcs, int offset, int length, Envelope to) throws IOException {
    return below.send(srcs, offset, length, to);
  }

  @Override
  protected long ioReadv(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    if (received != null || !flags.isEmpty()) {
      return below.readvFull(dsts, offset, length, received, flags);
    }
    long taken = ioReceive(dsts, offset, length, sender);
    if (taken >= 0) {
      checkWhole(sender, taken);
    }
    return taken;
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    return below.writevFull(srcs, offset, length, sent, flags);
  }

  @Override
  protected WatchSource ioCreateWatch(Set<IoCondition> conditions) throws IOException {
    return below.createWatch(conditions);
  }

  @Override
  protected void ioSetBlocking(boolean blocking) throws IOException {
    below.setBlocking(false); // the base class waits
  }

  @Override
  protected void ioClose() throws IOException {
    below.close();
  }
}
