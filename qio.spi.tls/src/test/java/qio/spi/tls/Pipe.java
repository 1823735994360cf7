package qio.spi.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One direction between two ends in memory: a bounded queue of bytes, as mean as its {@link Manner}
 * makes it.
 */
final class Pipe {

  /**
   * How a pipe behaves.
   *
   * @param window bytes that it holds at most
   * @param chunk bytes that one call moves at most
   * @param refusals of 100 calls that could move something, so many say that they would block
   */
  record Manner(int window, int chunk, int refusals) {
    static final Manner SOCKET = new Manner(64 * 1024, Integer.MAX_VALUE, 0);
    static final Manner ROOMY = new Manner(4 << 20, Integer.MAX_VALUE, 0);
    static final Manner BYTE_BY_BYTE = new Manner(4096, 1, 0);
    static final Manner MEAN = new Manner(7_000, 1_500, 40);
  }

  static final int END = -1;
  static final int NOTHING = -2;

  private final Manner manner;
  private final Random random;
  private final ByteBuffer bytes;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private boolean ended; // guarded by this
  private boolean broken; // guarded by this
  private boolean frozen; // guarded by this
  private long stillReadable = Long.MAX_VALUE; // guarded by this
  private long carried; // guarded by this
  private long writes; // guarded by this
  private long reads; // guarded by this
  private int asked; // guarded by this

  Pipe(Manner manner, long seed) {
    this.manner = manner;
    this.random = new Random(seed);
    this.bytes = ByteBuffer.allocate(manner.window());
  }

  void listen(Runnable listener) {
    listeners.add(listener);
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }

  int write(ByteBuffer src) throws IOException {
    int n;
    synchronized (this) {
      if (broken || ended) {
        throw new IOException("broken pipe");
      }
      n = Math.min(src.remaining(), Math.min(manner.chunk(), bytes.remaining()));
      if (n == 0 || frozen || refuses()) {
        return NOTHING;
      }
      ByteBuffer part = src.slice(src.position(), n);
      bytes.put(part);
      src.position(src.position() + n);
      carried += n;
      writes++;
    }
    changed();
    return n;
  }

  int read(ByteBuffer dst) {
    int n;
    synchronized (this) {
      n = Math.min(dst.remaining(), Math.min(manner.chunk(), bytes.position()));
      n = (int) Math.min(n, stillReadable);
      if (n == 0) {
        return ended && stillReadable > 0 ? END : NOTHING;
      }
      if (refuses()) {
        return NOTHING;
      }
      reads++;
      stillReadable -= n;
      bytes.flip();
      dst.put(bytes.slice(0, n));
      bytes.position(n);
      bytes.compact();
    }
    changed();
    return n;
  }

  private boolean refuses() {
    return manner.refusals() > 0 && random.nextInt(100) < manner.refusals();
  }

  synchronized boolean isReadable() {
    asked++;
    return stillReadable > 0 && (bytes.position() > 0 || ended);
  }

  synchronized boolean isWritable() {
    return (bytes.hasRemaining() && !frozen) || broken || ended;
  }

  synchronized long carried() {
    return carried;
  }

  /** Calls that moved something. */
  synchronized long writes() {
    return writes;
  }

  /** Calls that moved something. */
  synchronized long reads() {
    return reads;
  }

  /** How often somebody wanted to know whether there is something to read. */
  synchronized int asked() {
    return asked;
  }

  synchronized int held() {
    return bytes.position();
  }

  /** The writer ends it. */
  void end() {
    synchronized (this) {
      ended = true;
    }
    changed();
  }

  /** The reader is gone. */
  void breakOff() {
    synchronized (this) {
      broken = true;
    }
    changed();
  }

  /** Gives so much more, and then nothing, not even the end. */
  void giveOnly(long most) {
    synchronized (this) {
      stillReadable = most;
    }
    changed();
  }

  /** Takes nothing more until thawed, like a socket whose peer has stopped. */
  void freeze(boolean on) {
    synchronized (this) {
      frozen = on;
    }
    changed();
  }
}
