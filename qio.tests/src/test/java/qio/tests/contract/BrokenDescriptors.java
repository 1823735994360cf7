package qio.tests.contract;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.FilterChannel;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.WriteFlag;

/** A sound layer that lets descriptors through, in which subclasses spoil one thing each. */
class BrokenDescriptors extends FilterChannel {

  BrokenDescriptors(QioChannel below) {
    super("broken", below);
    below.features().forEach(this::setFeature);
  }

  static QioChannel closesWhatItHasSent(QioChannel below) {
    return new BrokenDescriptors(below) {
      @Override
      public Optional<Descriptor> descriptor() {
        return super.descriptor().map(lent -> new Spoilt(lent, () -> {}));
      }

      @Override
      protected long ioWritev(
          ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
          throws IOException {
        long n = super.ioWritev(srcs, offset, length, sent, flags);
        for (Descriptor each : sent) {
          each.close();
        }
        return n;
      }
    };
  }

  static QioChannel leavesUnwantedOnesOpen(QioChannel below) {
    return new BrokenDescriptors(below) {
      private final DescriptorList unwanted = new DescriptorList();

      @Override
      protected long ioReadv(
          ByteBuffer[] dsts,
          int offset,
          int length,
          @Nullable DescriptorList received,
          Set<ReadFlag> flags)
          throws IOException {
        DescriptorList into = received == null ? unwanted : received;
        return super.ioReadv(dsts, offset, length, into, flags);
      }

      @Override
      protected void ioClose() throws IOException {
        try (unwanted) {
          super.ioClose();
        }
      }
    };
  }

  static QioChannel goesOnFillingTheFirstList(QioChannel below) {
    return new BrokenDescriptors(below) {
      private @Nullable DescriptorList first;

      @Override
      protected long ioReadv(
          ByteBuffer[] dsts,
          int offset,
          int length,
          @Nullable DescriptorList received,
          Set<ReadFlag> flags)
          throws IOException {
        first = received == null ? first : received;
        return super.ioReadv(dsts, offset, length, first, flags);
      }
    };
  }

  /** What arrives cannot be closed before the channel is. */
  static QioChannel lendsWhatArrives(QioChannel below) {
    return new BrokenDescriptors(below) {
      private final DescriptorList arrived = new DescriptorList();

      @Override
      protected long ioReadv(
          ByteBuffer[] dsts,
          int offset,
          int length,
          @Nullable DescriptorList received,
          Set<ReadFlag> flags)
          throws IOException {
        if (received == null) {
          return super.ioReadv(dsts, offset, length, null, flags);
        }
        DescriptorList fresh = new DescriptorList();
        long n = super.ioReadv(dsts, offset, length, fresh, flags);
        while (!fresh.isEmpty()) {
          Descriptor each = fresh.take();
          arrived.add(each);
          received.add(new Spoilt(each, () -> {}));
        }
        return n;
      }

      @Override
      protected void ioClose() throws IOException {
        try (arrived) {
          super.ioClose();
        }
      }
    };
  }

  static QioChannel sendsThemWithEveryPiece(QioChannel below) {
    return new BrokenDescriptors(below) {
      private List<Descriptor> last = List.of();

      @Override
      protected long ioWritev(
          ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
          throws IOException {
        last = sent.isEmpty() ? last : sent;
        return super.ioWritev(srcs, offset, length, last, flags);
      }
    };
  }

  static QioChannel givesItsDescriptorAway(QioChannel below) {
    return new BrokenDescriptors(below) {
      @Override
      public Optional<Descriptor> descriptor() {
        return super.descriptor().map(lent -> new Spoilt(lent, this::close));
      }
    };
  }

  /** A descriptor whose close does something else than it should. */
  private static final class Spoilt extends Descriptor {

    private final Descriptor sound;
    private final Closeable atClose;
    private volatile boolean closed;

    Spoilt(Descriptor sound, Closeable atClose) {
      this.sound = sound;
      this.atClose = atClose;
    }

    @Override
    public int number() {
      return sound.number();
    }

    @Override
    public Descriptor dup() throws IOException {
      return sound.dup();
    }

    @Override
    public boolean isOpen() {
      return !closed && sound.isOpen();
    }

    @Override
    public void close() throws IOException {
      closed = true;
      atClose.close();
    }
  }
}
