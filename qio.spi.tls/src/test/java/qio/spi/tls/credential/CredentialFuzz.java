package qio.spi.tls.credential;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLKeyException;

/**
 * Files of certificates and keys that hold anything at all. The first byte of an input says what it
 * is read as, and whether there is a password (from 8 on), the rest is the file:
 *
 * <pre>
 *   0     elements of DER
 *   1     PEM, whatever is in it
 *   2..7  what stands in a block of PEM, of one label or another
 * </pre>
 *
 * <p>Whatever it is, it is read or refused with an exception of ours, in time.
 */
public final class CredentialFuzz {

  static final int WITH_PASSWORD = 8;

  private static final String SHOWN = "cert=FILE";

  private static final List<String> LABELS =
      List.of(
          "PRIVATE KEY",
          "ENCRYPTED PRIVATE KEY",
          "RSA PRIVATE KEY",
          "EC PRIVATE KEY",
          "CERTIFICATE",
          "X509 CRL");

  private CredentialFuzz() {}

  /**
   * Plays one input. The name is what drivers look for, Jazzer's too.
   *
   * @param input the file, and how it is read
   */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] file = Arrays.copyOfRange(input, 1, input.length);
    int kind = input[0] & 7;
    boolean withPassword = (input[0] & WITH_PASSWORD) != 0;
    switch (kind) {
      case 0 -> readDer(ByteBuffer.wrap(file));
      case 1 -> readPem(file, withPassword);
      default -> readPem(pem(LABELS.get(kind - 2), file), withPassword);
    }
  }

  private static byte[] pem(String label, byte[] der) {
    String body = Base64.getMimeEncoder().encodeToString(der);
    String text = "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void readDer(ByteBuffer der) {
    try {
      while (der.hasRemaining()) {
        int before = der.remaining();
        Der.Element element = Der.next(der);
        if (element.content().remaining() > before - 2 || der.remaining() > before - 2) {
          throw new AssertionError("more than there was");
        }
      }
    } catch (IllegalArgumentException e) {
      // which is how its callers learn that it is none
    }
  }

  private static void readPem(byte[] bytes, boolean withPassword) {
    try (PemFile file = PemFile.parse(SHOWN, bytes);
        Secret password = Secret.of(withPassword ? "secret" : null)) {
      readCertificates(file);
      var reader = new PrivateKeyReader(SHOWN, password);
      for (PemBlock key : file.keys()) {
        readKey(reader, key);
      }
    } catch (SSLKeyException e) {
      check(e);
    }
  }

  private static void readCertificates(PemFile file) {
    try {
      file.certificates();
    } catch (SSLKeyException e) {
      check(e);
    }
  }

  private static void readKey(PrivateKeyReader reader, PemBlock key) {
    try {
      reader.read(key);
    } catch (SSLKeyException e) {
      check(e);
    }
  }

  private static void check(SSLKeyException e) {
    if (!String.valueOf(e.getMessage()).startsWith(SHOWN)) {
      throw new AssertionError("it does not say where", e);
    }
  }
}
