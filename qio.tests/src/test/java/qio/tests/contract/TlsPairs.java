package qio.tests.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.channel.QioChannel;
import qio.api.channel.QioTask;
import qio.api.spi.LayerRole;
import qio.tck.ChannelPair;

/** TLS over pairs of any kind, with the handshake done. */
final class TlsPairs {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private TlsPairs() {}

  /** Puts a client's end over the first channel and a server's over the second. */
  static ChannelPair over(ChannelPair below) throws IOException {
    try {
      QioChannel client = Qio.layer("tls", below.writer(), Credentials.CLIENT);
      QioChannel server = Qio.layer("tls", LayerRole.SERVER, below.reader(), Credentials.SERVER);
      QioTask<Void> serverSide = server.handshake();
      client.handshake().await(LIMIT);
      serverSide.await(LIMIT);
      return ChannelPair.twoWay(client, server);
    } catch (IOException e) {
      below.close();
      throw e;
    }
  }

  /** A server's key and certificate, made when they are first needed. */
  private static final class Credentials {

    /** Enough for an end that reads; many tests leave one that does not. */
    private static final Duration CLOSE = Duration.ofMillis(500);

    private static final String PASSWORD = "only-for-tests";

    static final QioOptions SERVER;
    static final QioOptions CLIENT;

    static {
      try {
        Path directory = Files.createTempDirectory("qio-tls");
        Path store = directory.resolve("server.p12");
        Path certificate = directory.resolve("server.pem");
        keytool(
            "-genkeypair",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-alias",
            "server",
            "-dname",
            "CN=localhost",
            "-ext",
            "SAN=dns:localhost",
            "-validity",
            "2",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
        keytool(
            "-exportcert",
            "-rfc",
            "-alias",
            "server",
            "-file",
            certificate.toString(),
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
        // Without tickets: they are input that is no data, so a client that waits wakes early.
        SERVER =
            QioOptions.none()
                .with("cert", store)
                .with("key-password", PASSWORD)
                .with("tickets", false)
                .with("close-timeout", CLOSE);
        CLIENT =
            QioOptions.none()
                .with("ca", certificate)
                .with("server-name", "localhost")
                .with("close-timeout", CLOSE);
        for (Path file : List.of(store, certificate)) {
          file.toFile().deleteOnExit();
        }
        directory.toFile().deleteOnExit();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void keytool(String... arguments) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
      command.addAll(List.of(arguments));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
      } catch (InterruptedException e) {
        process.destroyForcibly();
        throw new IOException("interrupted while making a certificate", e);
      }
    }
  }
}
