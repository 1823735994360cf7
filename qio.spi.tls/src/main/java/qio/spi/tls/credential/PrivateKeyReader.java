package qio.spi.tls.credential;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.InvalidParameterSpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.net.ssl.SSLKeyException;
import org.jspecify.annotations.Nullable;

/**
 * Makes a private key of a PEM block: PKCS#8, encrypted PKCS#8, and the old forms PKCS#1 (RSA) and
 * SEC1 (EC), which are wrapped into PKCS#8. What cannot be read gets an error with the command that
 * converts it.
 */
final class PrivateKeyReader {

  /**
   * Those that TLS has a use for. A key says which it is; the factories of the others refuse it.
   */
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  /**
   * A file may ask for so many rounds that a start would take hours; so many are taken, as of
   * PKCS#12 by the runtime.
   */
  private static final int MAX_ROUNDS = 5_000_000;

  private static final String WRONG_PASSWORD =
      ": the key cannot be decrypted; is key-password right?";

  private static final byte[] VERSION_0 = Der.element(Der.INTEGER, new byte[] {0});

  /** rsaEncryption with its NULL parameter (RFC 8017, A.1). */
  private static final byte[] RSA_IDENTIFIER =
      HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  /** id-ecPublicKey (RFC 5480, 2.1.1). */
  private static final byte[] EC_OBJECT_ID = HexFormat.of().parseHex("06072a8648ce3d0201");

  private final String shown;
  private final @Nullable Secret password;

  PrivateKeyReader(String shown, @Nullable Secret password) {
    this.shown = shown;
    this.password = password;
  }

  PrivateKey read(PemBlock block) throws SSLKeyException {
    if (block.legacyEncryption()) {
      throw new SSLKeyException(
          shown
              + ": the key is encrypted in OpenSSL's old form, which is weak and not read here;"
              + " convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD -out NEW");
    }
    byte[] pkcs8 =
        switch (block.label()) {
          case "PRIVATE KEY" -> block.der().clone();
          case "ENCRYPTED PRIVATE KEY" -> decrypt(block.der());
          case "RSA PRIVATE KEY" -> wrapRsa(block.der());
          case "EC PRIVATE KEY" -> wrapEc(block.der());
          default ->
              throw new SSLKeyException(
                  shown
                      + ": a key of the form "
                      + block.label()
                      + " is of no use in TLS; take an RSA, EC or Ed25519 key");
        };
    try {
      return key(pkcs8, block.label().startsWith("ENCRYPTED"));
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
    }
  }

  private PrivateKey key(byte[] pkcs8, boolean decrypted) throws SSLKeyException {
    var spec = new PKCS8EncodedKeySpec(pkcs8);
    InvalidKeySpecException last = new InvalidKeySpecException("none tried");
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        last = e; // of another algorithm, or damaged: found out when all have refused it
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("a Java runtime without " + algorithm, e);
      }
    }
    if (decrypted) {
      throw new SSLKeyException(
          shown + WRONG_PASSWORD); // one wrong password in 256 unpads by chance
    }
    throw PemFile.failure(
        shown
            + ": the key is damaged, or of a kind that TLS has no use for; take an RSA, EC or"
            + " Ed25519 key",
        last);
  }

  // ---- encrypted ----

  private byte[] decrypt(byte[] der) throws SSLKeyException {
    Secret secret = password;
    if (secret == null) {
      throw new SSLKeyException(
          shown + ": the key is encrypted; give its password with key-password");
    }
    EncryptedPrivateKeyInfo info = encryptedInfo(der);
    checkRounds(info);
    var spec = new PBEKeySpec(secret.characters());
    try {
      String algorithm = info.getAlgName();
      SecretKey derived = SecretKeyFactory.getInstance(algorithm).generateSecret(spec);
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(Cipher.DECRYPT_MODE, derived, info.getAlgParameters());
      return cipher.doFinal(info.getEncryptedData());
    } catch (NoSuchAlgorithmException e) {
      throw unsupported(e);
    } catch (InvalidKeyException | InvalidKeySpecException e) {
      throw PemFile.failure(
          shown + ": the password cannot be used: only ASCII characters are allowed here", e);
    } catch (GeneralSecurityException e) {
      // The cause is left out: a cipher's padding error tells nobody anything more.
      throw new SSLKeyException(shown + WRONG_PASSWORD);
    } finally {
      spec.clearPassword();
    }
  }

  private EncryptedPrivateKeyInfo encryptedInfo(byte[] der) throws SSLKeyException {
    try {
      return new EncryptedPrivateKeyInfo(der);
    } catch (IOException e) {
      throw unsupported(e);
    }
  }

  private void checkRounds(EncryptedPrivateKeyInfo info) throws SSLKeyException {
    AlgorithmParameters parameters = info.getAlgParameters();
    if (parameters == null) {
      return; // the cipher will refuse it
    }
    try {
      int rounds = parameters.getParameterSpec(PBEParameterSpec.class).getIterationCount();
      if (rounds < 1 || rounds > MAX_ROUNDS) {
        throw new SSLKeyException(
            shown
                + ": the password of the key is to be hashed "
                + rounds
                + " times, and "
                + MAX_ROUNDS
                + " are taken at most; is the file damaged?");
      }
    } catch (InvalidParameterSpecException e) {
      throw unsupported(e);
    }
  }

  private SSLKeyException unsupported(Exception cause) {
    return PemFile.failure(
        shown
            + ": the key is damaged, or encrypted in a way that the Java runtime does not read"
            + " (scrypt for instance); convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf"
            + " hmacWithSHA256 -in OLD -out NEW",
        cause);
  }

  // ---- old forms ----

  private static byte[] wrapRsa(byte[] pkcs1) {
    byte[] octets = Der.element(Der.OCTET_STRING, pkcs1);
    try {
      return Der.element(Der.SEQUENCE, VERSION_0, RSA_IDENTIFIER, octets);
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  /** SEC1 names the curve inside (RFC 5915); PKCS#8 wants it outside too. */
  private byte[] wrapEc(byte[] sec1) throws SSLKeyException {
    byte[] octets = Der.element(Der.OCTET_STRING, sec1);
    try {
      byte[] curve = Der.element(Der.OBJECT_ID, curveOf(sec1));
      byte[] identifier = Der.element(Der.SEQUENCE, EC_OBJECT_ID, curve);
      return Der.element(Der.SEQUENCE, VERSION_0, identifier, octets);
    } catch (IllegalArgumentException e) {
      throw PemFile.failure(
          shown
              + ": the EC key is damaged, or does not name its curve; convert it: openssl pkcs8"
              + " -topk8 -nocrypt -in OLD -out NEW",
          e);
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  private static byte[] curveOf(byte[] sec1) {
    ByteBuffer fields = Der.next(ByteBuffer.wrap(sec1)).content();
    while (fields.hasRemaining()) {
      Der.Element field = Der.next(fields);
      if (field.tag() == Der.CONTEXT_0) {
        Der.Element curve = Der.next(field.content());
        if (curve.tag() != Der.OBJECT_ID) {
          throw new IllegalArgumentException("the curve has no name");
        }
        byte[] id = new byte[curve.content().remaining()];
        curve.content().get(id);
        return id;
      }
    }
    throw new IllegalArgumentException("no curve");
  }
}
