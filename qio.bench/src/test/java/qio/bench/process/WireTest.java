package qio.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The talk of load and target proves that bytes arrived as they were sent. */
class WireTest {

  private static final long BYTES = 200_000;

  @TempDir private Path folder;

  /** Spoils one byte on its way. */
  private static final class Spoiling extends FilterInputStream {
    private long left;

    Spoiling(InputStream in, long position) {
      super(in);
      this.left = position;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      if (left >= 0 && left < read) {
        into[offset + (int) left] ^= 1;
      }
      left -= Math.max(0, read);
      return read;
    }
  }

  @Test
  void bytesGoThereAndBack() throws IOException {
    try (Target target = Target.of(Way.TCP, null, folder);
        Socket socket = connect(target);
        Wire wire = new Wire(socket.getInputStream(), socket.getOutputStream(), socket)) {
      wire.ping();
      wire.bulk(BYTES, BYTES);
      wire.ping();
      assertTrue(socket.isConnected());
    }
  }

  @Test
  void oneSpoiltByteIsFound() throws IOException {
    try (Target target = Target.of(Way.TCP, null, folder);
        Socket socket = connect(target);
        Wire wire =
            new Wire(
                new Spoiling(socket.getInputStream(), BYTES / 2),
                socket.getOutputStream(),
                socket)) {
      IOException e = assertThrows(IOException.class, () -> wire.bulk(BYTES, BYTES));
      assertEquals("other bytes were received than the target sent", e.getMessage());
    }
  }

  private static Socket connect(Target target) throws IOException {
    Socket socket = new Socket();
    int port = Integer.parseInt(target.name());
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
    socket.setSoTimeout(10_000);
    return socket;
  }
}
