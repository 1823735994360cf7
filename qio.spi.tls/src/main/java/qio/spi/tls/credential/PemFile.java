package qio.spi.tls.credential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLKeyException;

/**
 * The blocks of a PEM file. Text between blocks is ignored, as everybody does. Closing wipes what
 * was read.
 */
final class PemFile implements AutoCloseable {

  private static final byte[] BEGIN = "-----BEGIN ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "-----END ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DASHES = "-----".getBytes(StandardCharsets.US_ASCII);

  private final String shown;
  private final List<PemBlock> blocks = new ArrayList<>();

  private PemFile(String shown) {
    this.shown = shown;
  }

  static PemFile read(String option, Path file) throws IOException {
    byte[] text = FileBytes.read(option, file);
    try {
      return parse(FileBytes.shown(option, file), text);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /** Whether bytes are those of a PEM file. */
  static boolean isPem(byte[] bytes) {
    return indexOf(bytes, BEGIN, 0) >= 0;
  }

  static PemFile parse(String shown, byte[] text) throws SSLKeyException {
    var file = new PemFile(shown);
    try {
      int at = indexOf(text, BEGIN, 0);
      while (at >= 0) {
        at = indexOf(text, BEGIN, file.block(text, at + BEGIN.length));
      }
    } catch (SSLKeyException e) {
      file.close();
      throw e;
    }
    if (file.blocks.isEmpty()) {
      throw new SSLKeyException(shown + " holds nothing in PEM: no line begins with -----BEGIN");
    }
    return file;
  }

  /** Reads one block; answers where to go on. */
  private int block(byte[] text, int labelAt) throws SSLKeyException {
    int labelEnd = indexOf(text, DASHES, labelAt);
    int end = labelEnd < 0 ? -1 : indexOf(text, END, labelEnd + DASHES.length);
    if (end < 0) {
      throw new SSLKeyException(shown + " is cut off: a -----BEGIN line without its -----END line");
    }
    String label = new String(text, labelAt, labelEnd - labelAt, StandardCharsets.US_ASCII);
    byte[] body = Arrays.copyOfRange(text, labelEnd + DASHES.length, end);
    try {
      boolean headers = hasHeader(body);
      byte[] der = headers ? new byte[0] : Base64.getMimeDecoder().decode(body);
      if (der.length == 0 && !headers) {
        throw new SSLKeyException(shown + ": its block " + label + " is empty");
      }
      blocks.add(new PemBlock(label, der, headers));
    } catch (IllegalArgumentException e) {
      throw failure(shown + ": its block " + label + " is damaged: it is no Base64", e);
    } finally {
      Arrays.fill(body, (byte) 0);
    }
    return end;
  }

  /** Base64 has no colon; a header line does ({@code Proc-Type: 4,ENCRYPTED}). */
  private static boolean hasHeader(byte[] body) {
    for (byte b : body) {
      if (b == ':') {
        return true;
      }
    }
    return false;
  }

  List<PemBlock> keys() {
    return blocks.stream().filter(PemBlock::isKey).toList();
  }

  List<PemBlock> revocationLists() {
    return blocks.stream().filter(block -> block.label().equals("X509 CRL")).toList();
  }

  String shown() {
    return shown;
  }

  List<X509Certificate> certificates() throws SSLKeyException {
    List<X509Certificate> found = new ArrayList<>();
    for (PemBlock block : blocks) {
      if (block.isCertificate()) {
        found.add(certificate(block));
      }
    }
    return found;
  }

  private X509Certificate certificate(PemBlock block) throws SSLKeyException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException e) {
      throw failure(shown + ": a certificate in it is damaged: " + e.getMessage(), e);
    }
  }

  /** What the file holds, for a message. */
  String contents() {
    return String.join(", ", blocks.stream().map(PemBlock::label).distinct().toList());
  }

  @Override
  public void close() {
    blocks.forEach(PemBlock::wipe);
  }

  static SSLKeyException failure(String message, Throwable cause) {
    var failure = new SSLKeyException(message);
    failure.initCause(cause);
    return failure;
  }

  private static int indexOf(byte[] text, byte[] wanted, int from) {
    for (int at = from; at <= text.length - wanted.length; at++) {
      if (Arrays.equals(text, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }
}
