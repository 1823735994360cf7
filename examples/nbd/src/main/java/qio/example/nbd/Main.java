package qio.example.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.channel.QioChannel;

/**
 * Copies a disk into whatever an address names, a file for instance.
 *
 * <pre>{@code
 * nbd tcp://127.0.0.1:10809 disk file:disk.img?mode=w
 * nbd tcp://localhost:10809 disk file:disk.img?mode=w ca.pem localhost client.pem client.key
 * }</pre>
 */
public final class Main {

  private static final int CHUNK = 1 << 20;
  private static final int PLAIN = 3;
  private static final int SERVER_VERIFIED = 5;
  private static final int MUTUAL = 7;

  private Main() {}

  /**
   * Copies; exits 1 if that fails and 2 if the arguments make no sense.
   *
   * @param args the server, the export, where to; then for TLS the authority and the name that the
   *     server must prove; then, for a server that wants a certificate, that and its key
   */
  public static void main(String[] args) {
    if (args.length != PLAIN && args.length != SERVER_VERIFIED && args.length != MUTUAL) {
      System.err.println("usage: nbd ADDRESS EXPORT TO [CA NAME [CERT KEY]]");
      System.exit(2);
    }
    try (NbdClient disk = NbdClient.connect(args[0], args[1], tls(args));
        QioChannel to = Qio.connect(args[2])) {
      copy(disk, to);
      System.out.println(args[1] + ": " + disk.export().size() + " bytes");
    } catch (IOException e) {
      System.err.println("nbd: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void copy(NbdClient disk, QioChannel to) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    for (long at = 0; at < disk.export().size(); at += chunk.limit()) {
      chunk.clear().limit((int) Math.min(CHUNK, disk.export().size() - at));
      disk.read(chunk, at);
      to.writeAll(chunk.flip());
    }
  }

  private static Optional<QioOptions> tls(String[] args) {
    if (args.length == PLAIN) {
      return Optional.empty();
    }
    QioOptions options = QioOptions.none().with("ca", args[3]).with("server-name", args[4]);
    return Optional.of(
        args.length == MUTUAL ? options.with("cert", args[5]).with("key", args[6]) : options);
  }
}
