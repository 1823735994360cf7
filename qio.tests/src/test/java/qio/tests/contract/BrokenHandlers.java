package qio.tests.contract;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.BottomHalf;
import qio.api.aio.IoHandler;
import qio.api.channel.QioChannel;
import qio.api.channel.WatchHandlers;

/** Channels whose loop handlers break one rule each, on purpose. */
final class BrokenHandlers {

  private BrokenHandlers() {}

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

  /** Calls the read handler the first time only. */
  static QioChannel callsAHandlerOnce(QioChannel below) {
    return new Broken(below) {
      @Override
      protected void ioSetAioFdHandler(
          AioContext readContext,
          @Nullable IoHandler read,
          AioContext writeContext,
          @Nullable IoHandler write)
          throws IOException {
        AtomicBoolean called = new AtomicBoolean();
        IoHandler once =
            () -> {
              if (read != null && called.compareAndSet(false, true)) {
                read.handle();
              }
            };
        super.ioSetAioFdHandler(readContext, read == null ? null : once, writeContext, write);
      }
    };
  }

  /** New handlers come on top of the old ones. */
  static QioChannel keepsTheOldHandlers(QioChannel below) {
    return new Broken(below) {
      private final List<WatchHandlers> all = new CopyOnWriteArrayList<>();

      @Override
      protected void ioSetAioFdHandler(
          AioContext readContext,
          @Nullable IoHandler read,
          AioContext writeContext,
          @Nullable IoHandler write)
          throws IOException {
        if (read == null && write == null) {
          for (WatchHandlers each : all) {
            each.set(readContext, null, writeContext, null);
          }
          return;
        }
        WatchHandlers more = new WatchHandlers(this);
        all.add(more);
        more.set(readContext, read, writeContext, write);
      }
    };
  }

  /** The loop of the reading side calls for the writing side too. */
  static QioChannel hasOneLoopForBothSides(QioChannel below) {
    return new Broken(below) {
      @Override
      protected void ioSetAioFdHandler(
          AioContext readContext,
          @Nullable IoHandler read,
          AioContext writeContext,
          @Nullable IoHandler write)
          throws IOException {
        super.ioSetAioFdHandler(readContext, read, readContext, write);
      }
    };
  }

  /** Once it is closed, nothing can remove a handler. */
  static QioChannel callsHandlersAfterClose(QioChannel below) {
    return new Broken(below) {
      private volatile @Nullable BottomHalf turn;

      @Override
      protected void ioSetAioFdHandler(
          AioContext readContext,
          @Nullable IoHandler read,
          AioContext writeContext,
          @Nullable IoHandler write)
          throws IOException {
        BottomHalf was = turn;
        if (read != null) {
          again(readContext, read);
        } else if (was != null && isOpen()) {
          was.cancel();
        }
      }

      private void again(AioContext context, IoHandler handler) {
        turn =
            context.bottomHalf(
                () -> {
                  call(handler);
                  again(context, handler);
                });
        turn.schedule();
      }

      private void call(IoHandler handler) {
        try {
          handler.handle();
        } catch (Exception e) {
          throw new IllegalStateException("the handler of " + this + " failed", e);
        }
      }
    };
  }

  /** Never again calls a handler that has thrown. */
  static QioChannel givesUpAHandlerThatThrows(QioChannel below) {
    return new Broken(below) {
      @Override
      protected void ioSetAioFdHandler(
          AioContext readContext,
          @Nullable IoHandler read,
          AioContext writeContext,
          @Nullable IoHandler write)
          throws IOException {
        AtomicBoolean failed = new AtomicBoolean();
        IoHandler guarded =
            () -> {
              if (read != null && !failed.getAndSet(true)) {
                read.handle();
                failed.set(false);
              }
            };
        super.ioSetAioFdHandler(readContext, read == null ? null : guarded, writeContext, write);
      }
    };
  }

  /** Says nothing when the loop is closed that should call. */
  static QioChannel takesHandlersForAClosedLoop(QioChannel below) {
    return new Broken(below) {
      @Override
      protected void ioSetAioFdHandler(
          AioContext readContext,
          @Nullable IoHandler read,
          AioContext writeContext,
          @Nullable IoHandler write)
          throws IOException {
        if (readContext.isOpen()) {
          super.ioSetAioFdHandler(readContext, read, writeContext, write);
        }
      }
    };
  }
}
