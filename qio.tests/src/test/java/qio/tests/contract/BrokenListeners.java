package qio.tests.contract;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;

/** A sound listener over another one, in which subclasses spoil one thing each. */
class BrokenListeners extends QioListener {

  private final QioListener sound;

  BrokenListeners(QioListener sound) {
    this(sound, new Broken(sound.channel()));
  }

  /**
   * @param channel a layer over the channel of the other listener
   */
  BrokenListeners(QioListener sound, QioChannel channel) {
    super(channel);
    this.sound = sound;
  }

  @Override
  protected Optional<QioChannel> ioAccept() throws IOException {
    return sound.tryAccept();
  }

  /** One that accepts as it should, but whose channel breaks a rule. */
  static UnaryOperator<QioListener> on(UnaryOperator<QioChannel> spoil) {
    return sound -> new BrokenListeners(sound, spoil.apply(sound.channel()));
  }

  static QioListener acceptsInNonBlockingMode(QioListener sound) {
    return new BrokenListeners(sound) {
      @Override
      protected Optional<QioChannel> ioAccept() throws IOException {
        Optional<QioChannel> client = super.ioAccept();
        if (client.isPresent()) {
          client.get().setBlocking(false);
        }
        return client;
      }
    };
  }

  /** A listener's channel that takes what is written to it. */
  static QioChannel takesDataForNobody(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) {
        int taken = srcs[offset].remaining();
        srcs[offset].position(srcs[offset].limit());
        return taken;
      }
    };
  }

  /** A listener's channel that an interrupt closes. */
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

  static QioListener closesItsClientsWithItself(QioListener sound) {
    List<QioChannel> clients = new CopyOnWriteArrayList<>();
    QioChannel channel =
        new Broken(sound.channel()) {
          @Override
          protected void ioClose() throws IOException {
            for (QioChannel client : clients) {
              client.close();
            }
            super.ioClose();
          }
        };
    return new BrokenListeners(sound, channel) {
      @Override
      protected Optional<QioChannel> ioAccept() throws IOException {
        Optional<QioChannel> client = super.ioAccept();
        client.ifPresent(clients::add);
        return client;
      }
    };
  }

  /** Whoever was not accepted is taken at last, and then forgotten. */
  static QioListener leavesWaitingClientsAlone(QioListener sound) {
    QioChannel channel =
        new Broken(sound.channel()) {
          @Override
          protected void ioClose() throws IOException {
            while (sound.tryAccept().isPresent()) {
              // the defect: nobody closes it
            }
            super.ioClose();
          }
        };
    return new BrokenListeners(sound, channel);
  }

  static QioListener belongsToTheThreadThatCameFirst(QioListener sound) {
    return new BrokenListeners(sound) {
      private final AtomicReference<Thread> owner = new AtomicReference<>();

      @Override
      protected Optional<QioChannel> ioAccept() throws IOException {
        Thread caller = Thread.currentThread();
        if (!owner.compareAndSet(null, caller) && owner.get() != caller) {
          throw new IOException("another thread has begun to accept");
        }
        return super.ioAccept();
      }
    };
  }

  static QioListener acceptsWhatCannotBeClosed(QioListener sound) {
    return new BrokenListeners(sound) {
      @Override
      protected Optional<QioChannel> ioAccept() throws IOException {
        return super.ioAccept().map(BrokenListeners::neverClosed);
      }
    };
  }

  private static QioChannel neverClosed(QioChannel client) {
    return new Broken(client) {
      @Override
      protected void ioClose() {}
    };
  }
}
