package qio.spi.process;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;
import qio.api.channel.FdHandlers;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.SignalledWatch;
import qio.api.channel.WatchSource;

/**
 * One direction of a child's channel, which can be ended before the other. A pipe's end can only be
 * closed, so every watch has to leave its descriptor first, and finds the direction ready from then
 * on, as that of a socket is.
 */
final class Direction {

  private static final Logger LOG = System.getLogger("qio.spi.process");

  private final ChildSide side;
  private final IoCondition condition;
  private final FdHandlers handlers;

  /** What an ended direction is ready for. */
  private final int ready;

  /** Those that are on the descriptor. Guarded by this. */
  private final Set<DirectionWatch> attached = new LinkedHashSet<>();

  /** The handler and where it runs; null without one. Guarded by this. */
  private @Nullable Handling handling;

  private record Handling(QioChannel channel, AioContext context, IoHandler handler) {}

  /** Runs the handler after the end. Guarded by this. */
  private @Nullable WatchSource afterwards;

  /** Written under the lock of this, once. */
  private volatile boolean ended;

  Direction(ChildSide side, IoCondition condition) {
    this.side = side;
    this.condition = condition;
    this.handlers = new FdHandlers(side.pollable());
    this.ready = condition.bit();
  }

  ChildSide side() {
    return side;
  }

  boolean isEnded() {
    return ended;
  }

  /** What is ready without looking at the descriptor. */
  int readyNow() {
    return ended ? ready : 0;
  }

  /** What of some conditions holds now. */
  int readyOf(int asked) throws IOException {
    return ended ? ready & asked : side.readyOf(asked);
  }

  WatchSource watch(QioChannel channel, Set<IoCondition> conditions) {
    return new DirectionWatch(channel, conditions, this);
  }

  /** Puts a watch onto the descriptor; under the lock, so that it is not closed meanwhile. */
  synchronized void attach(DirectionWatch watch, AioContext context) throws IOException {
    if (!ended) {
      attached.add(watch);
      watch.attachToDescriptor(context);
    }
  }

  synchronized void forget(DirectionWatch watch) {
    attached.remove(watch);
  }

  /** Replaces the handler; null removes it. The one before is not running afterwards. */
  void handle(QioChannel channel, AioContext context, @Nullable IoHandler handler)
      throws IOException {
    WatchSource leaving;
    synchronized (this) {
      handling = null;
      leaving = afterwards;
      afterwards = null;
    }
    if (leaving != null) {
      leaving.close(); // not under the lock: it waits for the handler
    }
    if (!ended) {
      handlers.set(context, null, context, null);
    }
    if (handler == null) {
      return;
    }
    synchronized (this) {
      handling = new Handling(channel, context, handler);
      if (ended) {
        handleAfterwards(handling);
      } else if (condition == IoCondition.IN) {
        handlers.set(context, handler, context, null);
      } else {
        handlers.set(context, null, context, handler);
      }
    }
  }

  /** Called under the lock of this: the handler is called in every turn from now on. */
  private void handleAfterwards(Handling what) throws IOException {
    afterwards =
        new SignalledWatch(what.channel(), IoCondition.of(condition), this::readyNow)
            .attach(what.context(), (ignored, told) -> call(what));
  }

  /** A handler stays, whatever it throws, as on any loop. */
  private static boolean call(Handling what) {
    try {
      what.handler().handle();
    } catch (Exception e) {
      LOG.log(Level.ERROR, "a loop handler of " + what.channel() + " failed", e);
    }
    return true;
  }

  /** Takes watches and handler off and closes the descriptor. Again it does nothing. */
  void end() throws IOException {
    List<DirectionWatch> leaving;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      leaving = List.copyOf(attached);
    }
    try {
      leaving.forEach(DirectionWatch::leaveDescriptor); // without the lock: it waits for callbacks
      leaveHandler();
    } finally {
      side.close();
    }
  }

  private void leaveHandler() throws IOException {
    Handling left;
    synchronized (this) {
      left = handling;
    }
    if (left == null || !left.context().isOpen()) {
      return;
    }
    handlers.set(left.context(), null, left.context(), null);
    synchronized (this) {
      if (handling == left && left.channel().isOpen()) {
        handleAfterwards(left);
      }
    }
  }
}
