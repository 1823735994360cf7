package qio.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import qio.api.channel.ChannelOption;

/**
 * The main job on real programs: curl fetches a file from nginx through {@code qio relay}, which
 * ends TLS. {@code -Dqio.it.size=1GiB} fetches more.
 */
@Timeout(300)
class RelayIT {

  private static final int CHUNK = 1 << 20;
  private static final long LIMIT_SECONDS = 250;

  private static final int SIZE =
      ChannelOption.size("qio.it.size", 1, Integer.MAX_VALUE, "bytes to fetch")
          .parse(System.getProperty("qio.it.size", "64MiB"));

  @TempDir private Path directory;

  private TestCertificate certificate;
  private String digest;

  @BeforeEach
  void prepare() throws Exception {
    certificate = TestCertificate.create(directory);
    digest = makeFile(Files.createDirectory(directory.resolve("www")).resolve("data"));
  }

  private static String makeFile(Path file) throws Exception {
    var random = new SplittableRandom(7);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] chunk = new byte[CHUNK];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = SIZE; left > 0; left -= CHUNK) {
        random.nextBytes(chunk);
        int length = (int) Math.min(left, CHUNK);
        digest.update(chunk, 0, length);
        out.write(chunk, 0, length);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void assumeInstalled(String program) {
    boolean found =
        List.of(System.getenv("PATH").split(":")).stream()
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    assumeTrue(found || Files.isExecutable(Path.of("/usr/sbin", program)), program + " is missing");
  }

  /** A program that serves the file by HTTP. */
  private record WebServer(Process process, int port) implements AutoCloseable {
    @Override
    public void close() {
      process.toHandle().destroy();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private WebServer nginx() throws IOException {
    return nginx("nginx", "root %s/www;".formatted(directory));
  }

  /** One that fetches what it is asked for from another server, over TLS that it verifies. */
  private WebServer nginxBefore(String port) throws IOException {
    return nginx(
        "front",
        """
        location / {
          proxy_pass https://127.0.0.1:%s;
          proxy_ssl_trusted_certificate %s;
          proxy_ssl_verify on;
          proxy_ssl_name localhost;
          proxy_ssl_server_name on;
          proxy_ssl_protocols TLSv1.2 TLSv1.3;
          proxy_max_temp_file_size 0;
        }
        """
            .formatted(port, certificate.certificate()));
  }

  private WebServer nginx(String name, String serving) throws IOException {
    assumeInstalled("nginx");
    int port = freePort();
    Path configuration = directory.resolve(name + ".conf");
    Files.writeString(
        configuration,
        """
        daemon off;
        master_process off;
        pid %1$s/%4$s.pid;
        error_log %1$s/%4$s.log;
        events {}
        http {
          access_log off;
          client_body_temp_path %1$s;
          proxy_temp_path %1$s;
          fastcgi_temp_path %1$s;
          uwsgi_temp_path %1$s;
          scgi_temp_path %1$s;
          server { listen 127.0.0.1:%2$d; %3$s }
        }
        """
            .formatted(directory, port, serving, name));
    Path output = directory.resolve(name + ".out");
    Process process =
        new ProcessBuilder(
                "sh", "-c", "PATH=$PATH:/usr/sbin exec nginx -c \"$0\"", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    awaitPort(process, port, output);
    return new WebServer(process, port);
  }

  private static void awaitPort(Process process, int port, Path output) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Output.LIMIT_SECONDS);
    while (true) {
      try (var probe = new Socket("127.0.0.1", port)) {
        assertTrue(probe.isConnected());
        return;
      } catch (IOException notYet) {
        assertTrue(process.isAlive(), Files.readString(output));
        assertTrue(System.nanoTime() < deadline, "the web server does not listen");
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
    }
  }

  /** What curl gets. */
  private String fetch(String url) throws Exception {
    assumeInstalled("curl");
    Process curl =
        new ProcessBuilder(
                "curl", "-sS", "--fail", "--cacert", certificate.certificate().toString(), url)
            .redirectError(directory.resolve("curl.err").toFile())
            .start();
    MessageDigest found = MessageDigest.getInstance("SHA-256");
    try (InputStream in = new DigestInputStream(curl.getInputStream(), found)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    assertTrue(curl.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS));
    assertEquals(0, curl.exitValue(), Files.readString(directory.resolve("curl.err")));
    return HexFormat.of().formatHex(found.digest());
  }

  private static String port(String address) {
    return address.substring(address.lastIndexOf(':') + 1);
  }

  @Test
  void curlFetchesAFileFromNginxThroughARelayThatEndsTls() throws Exception {
    try (WebServer server = nginx();
        QioProcess relay =
            QioProcess.start(
                QioProcess.command(
                    List.of("-XX:TieredStopAtLevel=4"), // AES in hardware comes with the last level
                    "relay",
                    "tls+tcp://127.0.0.1:0" + certificate.serving(),
                    "tcp://127.0.0.1:" + server.port()))) {
      String url = "https://localhost:" + port(relay.awaitListening()) + "/data";
      assertEquals(digest, fetch(url));
      assertEquals(digest, fetch(url), "and once more");
      relay.err().awaitLines(2, line -> line.startsWith("#") && line.contains(", closed by "));
      relay.stop();
      assertEquals(0, relay.awaitExit(), relay.err()::text);
    }
  }

  @Test
  void nginxAsAClientFetchesAFileThroughARelayThatEndsTls() throws Exception {
    try (WebServer server = nginx();
        QioProcess relay =
            QioProcess.start(
                QioProcess.command(
                    List.of("-XX:TieredStopAtLevel=4"),
                    "relay",
                    "tls+tcp://127.0.0.1:0" + certificate.serving(),
                    "tcp://127.0.0.1:" + server.port()));
        WebServer front = nginxBefore(port(relay.awaitListening()))) {
      assertEquals(digest, fetch("http://localhost:" + front.port() + "/data"));
      relay.stop();
      assertEquals(0, relay.awaitExit(), relay.err()::text);
    }
  }

  @Test
  void curlFetchesAFileThroughTwoRelaysJoinedByTls() throws Exception {
    try (WebServer server = nginx();
        QioProcess far =
            QioProcess.start(
                QioProcess.command(
                    List.of("-XX:TieredStopAtLevel=4"),
                    "relay",
                    "tls+unix:" + directory.resolve("far") + certificate.serving(),
                    "tcp://127.0.0.1:" + server.port()));
        QioProcess near =
            QioProcess.start(
                QioProcess.command(
                    List.of("-XX:TieredStopAtLevel=4"),
                    "relay",
                    "tcp://127.0.0.1:0",
                    far.awaitListening() + certificate.trusting() + "&server-name=localhost"))) {
      assertEquals(digest, fetch("http://localhost:" + port(near.awaitListening()) + "/data"));
      near.stop();
      assertEquals(0, near.awaitExit(), near.err()::text);
      far.stop();
      assertEquals(0, far.awaitExit(), far.err()::text);
    }
  }
}
