package qio.example.nbd;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.channel.QioChannel;

/**
 * An open network block device. Works over whatever {@link Qio#connect} opens: TCP, UNIX, a
 * connection that was passed as a descriptor.
 *
 * <p>For one thread at a time: every call is one request and waits for its answer.
 */
public final class NbdClient implements AutoCloseable {

  private static final int REQUEST = 0x25609513;
  private static final int SIMPLE_REPLY = 0x67446698;
  private static final int REQUEST_SIZE = 28;
  private static final int REPLY_SIZE = 16;

  private enum Command {
    READ,
    WRITE,
    DISCONNECT,
    FLUSH
  }

  private final QioChannel channel;
  private final NbdExport export;
  private final ByteBuffer request = ByteBuffer.allocateDirect(REQUEST_SIZE);
  private final ByteBuffer reply = ByteBuffer.allocateDirect(REPLY_SIZE);
  private long cookie;

  private NbdClient(QioChannel channel, NbdExport export) {
    this.channel = channel;
    this.export = export;
  }

  /**
   * Connects and opens a disk.
   *
   * @param address where the server listens, as {@link Qio#connect} takes it; what it says about
   *     time limits holds
   * @param export the disk's name at the server; empty for its default
   * @param tls options of the TLS layer to go on over TLS, or empty not to
   * @return the disk
   * @throws NbdException if the server refuses, or is no NBD server
   * @throws IOException if it cannot be connected to, or the connection breaks
   */
  public static NbdClient connect(String address, String export, Optional<QioOptions> tls)
      throws IOException {
    return open(Qio.connect(address), export, tls);
  }

  /**
   * Opens a disk over a new connection.
   *
   * @param connection the connection, owned by the result; closed if that fails
   * @param export the disk's name at the server; empty for its default
   * @param tls options of the TLS layer to go on over TLS, or empty not to
   * @return the disk
   * @throws NbdException if the server refuses, or is no NBD server
   * @throws IOException if the connection breaks
   */
  public static NbdClient open(QioChannel connection, String export, Optional<QioOptions> tls)
      throws IOException {
    NbdHandshake handshake = new NbdHandshake(connection);
    try {
      handshake.greet();
      if (tls.isPresent()) {
        handshake.startTls(tls.get());
      }
      return new NbdClient(handshake.channel(), handshake.go(export));
    } catch (IOException | RuntimeException e) {
      try {
        handshake.channel().close();
      } catch (IOException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  /**
   * What the server says of the disk.
   *
   * @return its description
   */
  public NbdExport export() {
    return export;
  }

  /**
   * Fills a buffer from the disk.
   *
   * @param dst the buffer; its position ends at its limit
   * @param offset where on the disk, in bytes
   * @throws EOFException if that reaches beyond the end of the disk; nothing was read
   * @throws NbdException if the server refuses or fails
   * @throws IOException if the connection breaks
   */
  public void read(ByteBuffer dst, long offset) throws IOException {
    check(offset, dst.remaining());
    long at = offset;
    while (dst.hasRemaining()) {
      ByteBuffer part = next(dst);
      int length = part.remaining();
      channel.writeAll(request(Command.READ, at, length));
      await(Command.READ, at, length);
      channel.readAll(part);
      dst.position(dst.position() + length);
      at += length;
    }
  }

  /**
   * Writes a buffer to the disk.
   *
   * @param src the buffer; its position ends at its limit
   * @param offset where on the disk, in bytes
   * @throws EOFException if that reaches beyond the end of the disk; nothing was written
   * @throws NbdException if the server refuses or fails
   * @throws IOException if the connection breaks
   */
  public void write(ByteBuffer src, long offset) throws IOException {
    check(offset, src.remaining());
    long at = offset;
    while (src.hasRemaining()) {
      ByteBuffer part = next(src);
      int length = part.remaining();
      channel.writevAll(request(Command.WRITE, at, length), part);
      await(Command.WRITE, at, length);
      src.position(src.position() + length);
      at += length;
    }
  }

  /**
   * Brings what was written onto the disk; does nothing at a server that cannot be asked to.
   *
   * @throws NbdException if the server fails
   * @throws IOException if the connection breaks
   */
  public void flush() throws IOException {
    if (export.canFlush()) {
      channel.writeAll(request(Command.FLUSH, 0, 0));
      await(Command.FLUSH, 0, 0);
    }
  }

  /** As much of a buffer as one request moves. */
  private ByteBuffer next(ByteBuffer buffer) {
    int length = Math.min(buffer.remaining(), export.maxBlock());
    return buffer.slice(buffer.position(), length);
  }

  private ByteBuffer request(Command command, long offset, int length) {
    cookie++;
    request.clear();
    request.putInt(REQUEST).putShort((short) 0).putShort((short) command.ordinal());
    return request.putLong(cookie).putLong(offset).putInt(length).flip();
  }

  private void await(Command command, long offset, int length) throws IOException {
    channel.readAll(reply.clear());
    reply.flip();
    int magic = reply.getInt();
    int error = reply.getInt();
    if (magic != SIMPLE_REPLY || reply.getLong() != cookie) {
      throw failure("the server answers a request that was not made");
    }
    if (error != 0) {
      throw failure(
          command + " of " + length + " bytes at " + offset + " failed with error " + error);
    }
  }

  private void check(long offset, int length) throws IOException {
    if (offset < 0 || length > export.size() - offset) {
      throw new EOFException(
          channel.address()
              + ": "
              + length
              + " bytes at "
              + offset
              + " are not all on the disk, which has "
              + export.size());
    }
  }

  private NbdException failure(String what) {
    return new NbdException(channel.address(), what);
  }

  /** Says goodbye, which has no answer, and closes the connection. */
  @Override
  public void close() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    try (channel) {
      channel.writeAll(request(Command.DISCONNECT, 0, 0));
    }
  }
}
