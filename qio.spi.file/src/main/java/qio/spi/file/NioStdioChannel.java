package qio.spi.file;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.WatchSource;
import qio.api.channel.WriteFlag;

/**
 * Standard input and output where there is no native access: blocking, and nothing else.
 *
 * <p>The JDK can only wait for them, so here a transfer waits inside the provider. A close is not
 * seen by a thread in such a wait, which leaves when the stream has moved; an interrupt is not seen
 * either, and stays pending. Watches and non-blocking mode are refused. The streams themselves are
 * never closed: they belong to the process.
 */
final class NioStdioChannel extends QioChannel {

  /** The most that is moved at once through the array for buffers that have none. */
  private static final int COPY = 1 << 16;

  private static final byte[] NOTHING = {};

  private final StdioSide side;

  // Made with the process's own descriptors and not closed, so that nothing closes those.
  private final FileInputStream in = new FileInputStream(FileDescriptor.in);
  private final FileOutputStream out;

  private byte[] readCopy = NOTHING; // guarded by the channel's reading
  private byte[] writeCopy = NOTHING; // guarded by the channel's writing

  NioStdioChannel(StdioSide side, String address) {
    super(address);
    this.side = side;
    this.out =
        new FileOutputStream(side == StdioSide.ERR ? FileDescriptor.err : FileDescriptor.out);
  }

  @Override
  protected long ioReadv(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    if (!side.reads()) {
      throw new AccessDeniedException(
          address(), null, "it cannot be read; stdio: and stdio:in read standard input");
    }
    ByteBuffer dst = firstWithRoom(dsts, offset, length);
    if (dst.hasArray()) {
      int n = in.read(dst.array(), dst.arrayOffset() + dst.position(), dst.remaining());
      dst.position(dst.position() + Math.max(n, 0));
      return n;
    }
    readCopy = atLeast(readCopy, Math.min(COPY, dst.remaining()));
    int n = in.read(readCopy, 0, Math.min(readCopy.length, dst.remaining()));
    if (n > 0) {
      dst.put(readCopy, 0, n);
    }
    return n;
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    if (!side.writes()) {
      throw new AccessDeniedException(
          address(), null, "it cannot be written; stdio: and stdio:out write standard output");
    }
    ByteBuffer src = firstWithRoom(srcs, offset, length);
    int n = Math.min(COPY, src.remaining());
    if (src.hasArray()) {
      out.write(src.array(), src.arrayOffset() + src.position(), n);
      src.position(src.position() + n);
      return n;
    }
    writeCopy = atLeast(writeCopy, n);
    int start = src.position();
    src.get(writeCopy, 0, n);
    try {
      out.write(writeCopy, 0, n);
    } catch (IOException e) {
      src.position(start);
      throw e;
    }
    return n;
  }

  private static ByteBuffer firstWithRoom(ByteBuffer[] buffers, int offset, int length) {
    int at = offset;
    while (at < offset + length - 1 && !buffers[at].hasRemaining()) {
      at++;
    }
    return buffers[at];
  }

  private static byte[] atLeast(byte[] array, int size) {
    return array.length >= size ? array : new byte[size];
  }

  @Override
  protected WatchSource ioCreateWatch(Set<IoCondition> conditions) throws IOException {
    throw onlyBlocking("watched, or waited for with a time limit");
  }

  @Override
  protected void ioSetBlocking(boolean blocking) throws IOException {
    if (!blocking) {
      throw onlyBlocking("used in non-blocking mode");
    }
  }

  private IOException onlyBlocking(String what) {
    return new IOException(
        address()
            + ": without native access the standard streams cannot be "
            + what
            + "; "
            + NioEngine.REMEDY);
  }

  @Override
  protected void ioClose() {
    // The streams are the process's. Nothing is held back that would have to be written.
  }
}
