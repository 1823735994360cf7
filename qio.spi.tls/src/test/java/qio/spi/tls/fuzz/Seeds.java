package qio.spi.tls.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/** Writes what a corpus begins with: {@code ./fuzz seeds}. Keys in it are of no use to anybody. */
public final class Seeds {

  private final Path inbound;
  private final Path credential;

  private Seeds(Path folder) throws IOException {
    inbound = Files.createDirectories(folder.resolve("inbound"));
    credential = Files.createDirectories(folder.resolve("credential"));
  }

  /**
   * Writes them.
   *
   * @param arguments the folder of the corpora
   * @throws Exception if that fails
   */
  public static void main(String[] arguments) throws Exception {
    var seeds = new Seeds(Path.of(arguments[0]));
    seeds.flights("TLSv1.2", 4);
    seeds.flights("TLSv1.3", 0);
    seeds.oldHellos();
    seeds.records();
    seeds.files();
  }

  private static void write(Path folder, String name, int how, byte[] bytes) throws IOException {
    var input = new ByteArrayOutputStream();
    input.write(how);
    input.write(bytes);
    Files.write(folder.resolve(name), input.toByteArray());
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  // ---- what peers send ----

  private static SSLEngine engine(String version, boolean isClient) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, null, null);
    SSLEngine engine = context.createSSLEngine("localhost", 4433);
    engine.setUseClientMode(isClient);
    engine.setEnabledProtocols(new String[] {version});
    return engine;
  }

  private static byte[] hello(String version) throws Exception {
    SSLEngine client = engine(version, true);
    client.beginHandshake();
    ByteBuffer into = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
    while (client.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      client.wrap(ByteBuffer.allocate(0), into);
    }
    byte[] bytes = new byte[into.flip().remaining()];
    into.get(bytes);
    return bytes;
  }

  private void flights(String version, int how) throws Exception {
    write(inbound, "hello-" + version, how, hello(version));
    write(inbound, "hello-in-pieces-" + version, how | 8, hello(version));
    write(inbound, "hello-to-client-" + version, how | 1, hello(version));
    write(inbound, "hello-again-" + version, how | 2, hello(version));
    String random = "11".repeat(32);
    String extensions = how == 0 ? "0006002b00020304" : "0005ff01000100";
    String suite = how == 0 ? "1301" : "c02b";
    byte[] body = hex("0303" + random + "00" + suite + "00" + extensions);
    write(inbound, "answer-" + version, how | 1, handshake(2, body));
    write(
        inbound,
        "retry-" + version,
        how | 1,
        handshake(
            2,
            hex(
                "0303cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c00130100"
                    + "000c002b00020304003300020017")));
    write(inbound, "certificate-" + version, how | 1, handshake(11, hex("000003000000")));
  }

  private static byte[] handshake(int type, byte[] body) {
    int size = body.length + 4;
    return hex(
        String.format("160303%04x%02x%06x", size, type, body.length)
            + HexFormat.of().formatHex(body));
  }

  private void oldHellos() throws Exception {
    for (int minor = 0; minor < 3; minor++) {
      byte[] hello = hello("TLSv1.2");
      hello[2] = (byte) minor;
      hello[10] = (byte) minor;
      write(inbound, "hello-3." + minor, 0, hello);
    }
    write(
        inbound,
        "hello-ssl2",
        0,
        hex(
            "802e0100020015000000100100800300800700c0060040020080040080"
                + "000000000000000000000000000000000000"));
  }

  private void records() throws Exception {
    for (int role = 0; role < 2; role++) {
      String to = role == 0 ? "-to-server" : "-to-client";
      for (int when = 0; when <= 2; when += 2) {
        String name = to + (when == 0 ? "" : "-later");
        int how = role | when;
        write(inbound, "fatal" + name, how, hex("15 0303 0002 0228"));
        write(inbound, "warning" + name, how, hex("15 0303 0002 0100"));
        write(inbound, "change" + name, how, hex("14 0303 0001 01"));
        write(inbound, "data" + name, how, hex("17 0303 0020" + "00".repeat(32)));
        write(inbound, "long" + name, how, hex("17 0303 ffff 00"));
        write(inbound, "empty" + name, how, hex("16 0303 0000".repeat(70)));
        write(inbound, "again" + name, how | 4, hex("16 0303 0004 00000000"));
      }
      write(inbound, "http" + to, role, ascii("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
      write(inbound, "answer-http" + to, role, ascii("HTTP/1.1 400 Bad Request\r\n\r\n"));
      write(inbound, "ssh" + to, role | 8, ascii("SSH-2.0-OpenSSH_9.9\r\n"));
      write(inbound, "nothing" + to, role, new byte[0]);
    }
  }

  // ---- what files hold ----

  private void files() throws Exception {
    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
    ec.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(1024);
    KeyPair ecKeys = ec.generateKeyPair();
    KeyPair rsaKeys = rsa.generateKeyPair();
    KeyPair edKeys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] plain = ecKeys.getPrivate().getEncoded();
    write(credential, "der", 0, plain);
    write(credential, "pkcs8-ec", 2, plain);
    write(credential, "pkcs8-rsa", 2, rsaKeys.getPrivate().getEncoded());
    write(credential, "pkcs8-ed25519", 2, edKeys.getPrivate().getEncoded());
    write(credential, "encrypted", 3 | 8, encrypted(plain));
    write(credential, "encrypted-without-password", 3, encrypted(plain));
    write(credential, "pkcs1", 4, old(rsaKeys));
    write(credential, "sec1", 5, old(ecKeys));
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(plain);
    String pem = "text\n-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
    write(credential, "pem", 1, ascii(pem));
    write(credential, "pem-twice", 1, ascii(pem + pem));
    write(credential, "pem-cut-off", 1, ascii(pem.substring(0, 80)));
    write(credential, "pem-empty", 1, ascii("-----BEGIN X-----\n-----END X-----\n"));
    String header = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n";
    write(
        credential, "pem-old", 1, ascii(header + "\n" + body + "\n-----END RSA PRIVATE KEY-----"));
  }

  private static byte[] old(KeyPair keys) throws IOException {
    return PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded())
        .parsePrivateKey()
        .toASN1Primitive()
        .getEncoded();
  }

  private static byte[] encrypted(byte[] plain) throws Exception {
    var encryptor =
        new JcePKCSPBEOutputEncryptorBuilder(NISTObjectIdentifiers.id_aes128_CBC)
            .setProvider(new BouncyCastleProvider())
            .setPRF(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE))
            .setIterationCount(100)
            .build("secret".toCharArray());
    return new PKCS8EncryptedPrivateKeyInfoBuilder(plain).build(encryptor).getEncoded();
  }
}
