package qio.tck.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import qio.api.aio.Readiness;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.WatchSource;
import qio.api.channel.WriteFlag;

/**
 * Works up to a certain byte and then stalls, in one direction or both: nothing moves and nobody is
 * called, as if the other end had fallen asleep, until {@link #resume}.
 *
 * <p>Loop handlers are those of the channel below: during a stall they may be called and find that
 * a transfer would block.
 */
public final class StallingChannel extends FaultChannel {

  private final long readable;
  private final long writable;
  private final AtomicLong read = new AtomicLong(); // moved by the one reader
  private final AtomicLong written = new AtomicLong(); // moved by the one writer
  private volatile boolean resumed;

  private final List<StallingWatch> watches = new CopyOnWriteArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int woken; // guarded by lock; the directions whose sleeper is to look again

  /**
   * Puts itself over a channel.
   *
   * @param below the channel below, which this one owns
   * @param readable how many bytes can be read before reading stalls
   * @param writable how many bytes can be written before writing stalls
   */
  public StallingChannel(QioChannel below, long readable, long writable) {
    super("stalling", below);
    this.readable = readable;
    this.writable = writable;
  }

  /** Ends the stall for good. */
  public void resume() {
    resumed = true;
    signal(Readiness.READ | Readiness.WRITE);
    watches.forEach(StallingWatch::lookAgain);
  }

  /** The directions that stall now, in bits of {@link Readiness}. */
  int stalled() {
    if (resumed) {
      return Readiness.NONE;
    }
    int directions = read.get() >= readable ? Readiness.READ : Readiness.NONE;
    return written.get() >= writable ? directions | Readiness.WRITE : directions;
  }

  QioChannel lower() {
    return below();
  }

  void forget(StallingWatch watch) {
    watches.remove(watch);
  }

  @Override
  protected long ioReadv(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    if ((stalled() & Readiness.READ) != 0) {
      return WOULD_BLOCK;
    }
    long left = resumed ? Long.MAX_VALUE : readable - read.get();
    int use = Limits.usable(dsts, offset, length, left);
    if (use == 0) {
      return super.ioReadv(dsts, offset, 0, received, flags);
    }
    int limit = Limits.cut(dsts, offset, use, left);
    try {
      long n = super.ioReadv(dsts, offset, use, received, flags);
      read.addAndGet(flags.contains(ReadFlag.MSG_PEEK) ? 0 : Math.max(n, 0));
      return n;
    } finally {
      dsts[offset + use - 1].limit(limit);
    }
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    if ((stalled() & Readiness.WRITE) != 0) {
      return WOULD_BLOCK;
    }
    long left = resumed ? Long.MAX_VALUE : writable - written.get();
    int use = Limits.usable(srcs, offset, length, left);
    int limit = Limits.cut(srcs, offset, use, left);
    try {
      long n = super.ioWritev(srcs, offset, use, sent, flags);
      written.addAndGet(Math.max(n, 0));
      return n;
    } finally {
      srcs[offset + use - 1].limit(limit);
    }
  }

  @Override
  protected WatchSource ioCreateWatch(Set<IoCondition> conditions) {
    var watch = new StallingWatch(this, conditions);
    watches.add(watch);
    return watch;
  }

  @Override
  protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
    if ((stalled() & condition.bit()) == 0) {
      return super.ioAwait(condition, timeoutNanos);
    }
    lock.lock();
    try {
      long left = timeoutNanos;
      while ((stalled() & condition.bit()) != 0 && (woken & condition.bit()) == 0) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      woken &= ~condition.bit();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever called this asks for it
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected void ioWake(IoCondition condition) {
    signal(condition.bit());
    super.ioWake(condition);
  }

  private void signal(int directions) {
    lock.lock();
    try {
      woken |= directions;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether it has come to the byte at which a direction stalls.
   *
   * @return true until {@link #resume}
   */
  public boolean isStalled() {
    return stalled() != Readiness.NONE;
  }
}
