package qio.tests.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import qio.tests.tls.Certificates;

/** Certificates as QEMU wants them: a folder for each end, with files of fixed names. */
final class QemuTls {

  private static final Certificates FILES = Certificates.SHARED;

  private QemuTls() {}

  /** The object {@code tls0} of a server that wants a certificate and speaks one version only. */
  static String server(Path folder, String version) throws IOException {
    return object(folder, "server", FILES.cert(), FILES.key(), version);
  }

  /** The object {@code tls0} of a client that shows a certificate and speaks one version only. */
  static String client(Path folder, String version) throws IOException {
    return object(folder, "client", FILES.clientCert(), FILES.clientKey(), version);
  }

  private static String object(Path folder, String end, Path cert, Path key, String version)
      throws IOException {
    Path credentials = Files.createDirectory(folder.resolve("credentials-" + end));
    Files.copy(FILES.ca(), credentials.resolve("ca-cert.pem"));
    Files.copy(cert, credentials.resolve(end + "-cert.pem"));
    Files.copy(key, credentials.resolve(end + "-key.pem"));
    return "tls-creds-x509,id=tls0,verify-peer=yes,endpoint=%s,dir=%s,priority=%s"
        .formatted(end, credentials, "NORMAL:-VERS-ALL:+VERS-TLS" + version);
  }
}
