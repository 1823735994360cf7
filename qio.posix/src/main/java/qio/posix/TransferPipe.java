package qio.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import qio.posix.libc.CallMemory;
import qio.posix.libc.DescriptorSymbols;

/**
 * The pipe through which the kernel moves bytes from socket to socket, and how many are in it. It
 * is close-on-exec and lives for one transfer. Used by one thread.
 */
final class TransferPipe {

  private static final int F_SETPIPE_SZ = 1031;

  /** How much is asked for; what the system grants is as good. */
  private static final int WANTED_BYTES = 256 * 1024;

  private final PosixDescriptor reader;
  private final PosixDescriptor writer;
  private long held;

  private TransferPipe(PosixFiles.Pipe pipe) {
    this.reader = pipe.reader();
    this.writer = pipe.writer();
  }

  static TransferPipe open() throws IOException {
    TransferPipe made = new TransferPipe(PosixFiles.pipe(true));
    try (CallMemory memory = CallMemory.take()) {
      // Refused where the user has too many large pipes already: a small one does too.
      DescriptorSymbols.fcntl(memory.errno(), made.entrance(), F_SETPIPE_SZ, WANTED_BYTES);
    }
    return made;
  }

  int entrance() {
    return writer.number();
  }

  int exit() {
    return reader.number();
  }

  boolean isEmpty() {
    return held == 0;
  }

  long held() {
    return held;
  }

  /** Notes what a call has put in; answers the same. */
  long taken(long n) {
    held += Math.max(n, 0);
    return n;
  }

  /** Notes what a call has taken out; answers the same. */
  long given(long n) {
    held -= Math.max(n, 0);
    return n;
  }

  /** Closes the pipe and answers what was still in it. */
  ByteBuffer drain() throws IOException {
    try (reader;
        writer) {
      ByteBuffer rest = ByteBuffer.allocate((int) held);
      if (held > 0) {
        PlainTransfer out = new PlainTransfer(reader);
        while (rest.hasRemaining() && out.read(rest) > 0) {
          // the next part
        }
      }
      return rest.flip();
    }
  }
}
