package qio.spi.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import qio.posix.PlainTransfer;
import qio.posix.PosixDescriptor;

/**
 * Positional reads and writes of any number of threads at once. A transfer serves one thread at a
 * time, so there is one for each thread that is in a call at the same moment; they are kept until
 * the descriptor is closed, which releases what they hold.
 */
final class PositionalTransfers {

  private final PosixDescriptor descriptor;

  /** Held for a push or a pop, never during a call. */
  private final ReentrantLock lock = new ReentrantLock();

  private final ArrayDeque<PlainTransfer> idle = new ArrayDeque<>(); // guarded by lock

  PositionalTransfers(PosixDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  long read(ByteBuffer[] dsts, int offset, int length, long position) throws IOException {
    PlainTransfer transfer = take();
    try {
      return transfer.readAt(dsts, offset, length, position);
    } finally {
      giveBack(transfer);
    }
  }

  long write(ByteBuffer[] srcs, int offset, int length, long position) throws IOException {
    PlainTransfer transfer = take();
    try {
      return transfer.writeAt(srcs, offset, length, position);
    } finally {
      giveBack(transfer);
    }
  }

  private PlainTransfer take() throws IOException {
    PlainTransfer transfer = poll();
    return transfer == null ? new PlainTransfer(descriptor) : transfer;
  }

  private @Nullable PlainTransfer poll() {
    lock.lock();
    try {
      return idle.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(PlainTransfer transfer) {
    lock.lock();
    try {
      idle.addFirst(transfer);
    } finally {
      lock.unlock();
    }
  }
}
