package qio.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The server's key and its certificate, which clients trust: made once in this JVM with the JDK's
 * {@code keytool}, and kept in memory only.
 */
public final class TlsKeys {

  /** What the store is locked with while it is a file. */
  public static final String PASSWORD = "benchmark";

  private static final Map<Transport, KeyStore> MADE =
      new EnumMap<>(Transport.class); // guarded by TlsKeys.class

  private TlsKeys() {}

  /**
   * The key with a P-256 certificate for this host, under the alias {@code server}.
   *
   * @return a store locked with {@link #PASSWORD}; do not change it
   * @throws IOException if {@code keytool} fails
   */
  public static KeyStore ofCurve() throws IOException {
    return of(Transport.TLS);
  }

  static synchronized KeyStore of(Transport transport) throws IOException {
    KeyStore made = MADE.get(transport);
    if (made == null) {
      made = make(transport);
      MADE.put(transport, made);
    }
    return made;
  }

  private static KeyStore make(Transport transport) throws IOException {
    Path folder = Files.createTempDirectory("qio-bench");
    Path file = folder.resolve("keys.p12");
    try {
      keytool(transport, file);
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        store.load(in, PASSWORD.toCharArray());
      }
      return store;
    } catch (GeneralSecurityException e) {
      throw new IOException("keytool has made what cannot be read", e);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private static void keytool(Transport transport, Path file) throws IOException {
    boolean curve = transport.algorithm.equals("EC");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "server",
            "-keyalg",
            transport.algorithm,
            curve ? "-groupname" : "-keysize",
            transport.strength,
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-validity",
            "2",
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            file.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      if (!process.waitFor(Crew.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("keytool hangs");
      }
      if (process.exitValue() != 0) {
        byte[] output = process.getInputStream().readAllBytes();
        throw new IOException("keytool failed: " + new String(output, StandardCharsets.UTF_8));
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted while keytool runs");
    } finally {
      process.destroyForcibly();
    }
  }
}
