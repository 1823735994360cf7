package qio.bench.process;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A connection's two streams, and the talk that the load and the target have over them. Each
 * request is answered before the next, so no relay has to pass on the end of one direction.
 */
final class Wire implements Closeable {

  /** A request for one byte back. */
  static final byte PING = 'p';

  /** A request with two lengths: so many bytes come now, so many are to be sent. */
  static final byte BULK = 'b';

  /** What is read and written at once: the buffer size of the relays that let one choose. */
  private static final int SIZE = 64 * 1024;

  private final InputStream in;
  private final OutputStream out;
  private final Closeable socket;
  private final byte[] small = new byte[2 * Long.BYTES];

  /** Made when there is bulk: a thousand idle connections need none. */
  private byte[] large = new byte[0];

  Wire(InputStream in, OutputStream out, Closeable socket) {
    this.in = in;
    this.out = out;
    this.socket = socket;
  }

  // ---- the load's part ----

  void ping() throws IOException {
    out.write(PING);
    out.flush();
    if (in.read() != PING) {
      throw new IOException("another byte than was sent came back, or none");
    }
  }

  /** Sends bytes and takes as many; both sides' checksums must agree. */
  void bulk(long there, long back) throws IOException {
    out.write(BULK);
    sendLongs(there, back);
    long sent = send(there);
    long[] seen = new long[2];
    receiveLongs(seen);
    if (seen[0] != sent) {
      throw new IOException("the target received other bytes than were sent");
    }
    if (receive(back) != seen[1]) {
      throw new IOException("other bytes were received than the target sent");
    }
  }

  // ---- the target's part ----

  /** Answers requests until there are no more. */
  void serve() throws IOException {
    for (int request = in.read(); request >= 0; request = in.read()) {
      switch (request) {
        case PING -> {
          out.write(PING);
          out.flush();
        }
        case BULK -> answerBulk();
        default -> throw new IOException("no request: " + request);
      }
    }
  }

  private void answerBulk() throws IOException {
    long[] lengths = new long[2];
    receiveLongs(lengths);
    long seen = receive(lengths[0]);
    sendLongs(seen, foretold(lengths[1]));
    send(lengths[1]);
  }

  // ---- both ----

  private byte[] large() {
    if (large.length == 0) {
      large = new byte[SIZE];
      for (int i = 0; i < SIZE; i++) {
        large[i] = (byte) (i * 31 + (i >> 8));
      }
    }
    return large;
  }

  /** Sends so many bytes, no two pieces alike; answers their checksum. */
  private long send(long bytes) throws IOException {
    byte[] piece = large();
    CRC32C sum = new CRC32C();
    for (long left = bytes; left > 0; ) {
      int length = next(piece, left);
      sum.update(piece, 0, length);
      out.write(piece, 0, length);
      left -= length;
    }
    out.flush();
    return sum.getValue();
  }

  /** The checksum of what {@link #send} will send. */
  private long foretold(long bytes) {
    byte[] piece = large();
    CRC32C sum = new CRC32C();
    for (long left = bytes; left > 0; ) {
      int length = next(piece, left);
      sum.update(piece, 0, length);
      left -= length;
    }
    return sum.getValue();
  }

  /** Numbers a piece by what is left. */
  private static int next(byte[] piece, long left) {
    ByteBuffer.wrap(piece).putLong(0, left);
    return (int) Math.min(piece.length, left);
  }

  private long receive(long bytes) throws IOException {
    byte[] piece = new byte[bytes == 0 ? 0 : SIZE];
    CRC32C sum = new CRC32C();
    for (long left = bytes; left > 0; ) {
      int read = in.read(piece, 0, (int) Math.min(piece.length, left));
      if (read < 0) {
        throw new EOFException("the stream ended, and " + left + " bytes are missing");
      }
      sum.update(piece, 0, read);
      left -= read;
    }
    return sum.getValue();
  }

  private void sendLongs(long one, long other) throws IOException {
    ByteBuffer.wrap(small).putLong(0, one).putLong(Long.BYTES, other);
    out.write(small);
    out.flush();
  }

  private void receiveLongs(long[] into) throws IOException {
    if (in.readNBytes(small, 0, small.length) < small.length) {
      throw new EOFException("the stream ended within a request or an answer");
    }
    into[0] = ByteBuffer.wrap(small).getLong(0);
    into[1] = ByteBuffer.wrap(small).getLong(Long.BYTES);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
