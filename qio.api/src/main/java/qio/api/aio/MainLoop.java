package qio.api.aio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Holds the default loop of the process, which is opened by the first who asks for it. */
final class MainLoop {

  private static final ReentrantLock LOCK = new ReentrantLock();
  private static volatile @Nullable AioContext loop; // written under LOCK

  private MainLoop() {}

  static AioContext get() {
    AioContext known = loop;
    return known != null && known.isOpen() ? known : open();
  }

  private static AioContext open() {
    LOCK.lock();
    try {
      AioContext known = loop;
      if (known == null || !known.isOpen()) {
        known = AioContext.openForProcess("main").start();
        loop = known;
      }
      return known;
    } catch (IOException refused) {
      throw new UncheckedIOException("the default event loop cannot be opened", refused);
    } finally {
      LOCK.unlock();
    }
  }
}
