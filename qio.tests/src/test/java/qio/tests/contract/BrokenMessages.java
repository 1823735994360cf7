package qio.tests.contract;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.Envelope;
import qio.api.channel.IoCondition;
import qio.api.channel.MessageChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.TruncatedMessageException;
import qio.api.channel.WatchSource;
import qio.api.channel.WriteFlag;

/** A sound channel for messages over another one, in which subclasses spoil one thing each. */
class BrokenMessages extends MessageChannel {

  private final MessageChannel below;
  private final Envelope sender;

  BrokenMessages(MessageChannel below) {
    super("broken+" + below.address());
    this.below = below;
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
  protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
    return below.await(condition, Duration.ofNanos(timeoutNanos));
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
