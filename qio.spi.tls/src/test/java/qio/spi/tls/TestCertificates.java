package qio.spi.tls;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.RFC4519Style;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes authorities, certificates and keys for tests, and writes them in the forms that operators
 * have.
 */
final class TestCertificates {

  private static final AtomicLong SERIAL = new AtomicLong(System.nanoTime());
  private static final Duration DAY = Duration.ofDays(1);

  /** A certificate with its key and those who vouch for it, itself first. */
  record Identity(List<X509Certificate> chain, KeyPair keys) {
    X509Certificate certificate() {
      return chain.getFirst();
    }

    PrivateKey key() {
      return keys.getPrivate();
    }

    /** Writes the chain, without the root, as PEM. */
    Path writeChain(Path file) throws IOException {
      List<X509Certificate> sent = chain.size() > 1 ? chain.subList(0, chain.size() - 1) : chain;
      return pem(file, sent.toArray());
    }

    Path writeCertificate(Path file) throws IOException {
      return pem(file, certificate());
    }

    Path writeKey(Path file) throws IOException {
      return pkcs8(file, key());
    }

    Path writePkcs12(Path file, String password) throws Exception {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("own", key(), password.toCharArray(), chain.toArray(Certificate[]::new));
      try (OutputStream out = Files.newOutputStream(file)) {
        store.store(out, password.toCharArray());
      }
      return file;
    }
  }

  /** What a certificate is to say. */
  static final class Request {
    private final String subject;
    private String algorithm = "EC";
    private Identity issuer;
    private boolean authority;
    private Integer keyUsage;
    private boolean keyUsageCritical = true;
    private KeyPurposeId[] purposes = {};
    private final List<GeneralName> names = new ArrayList<>();
    private Instant from = Instant.now().minus(DAY);
    private Instant until = Instant.now().plus(DAY.multipliedBy(30));

    private Request(String subject) {
      this.subject = subject;
    }

    Request signedBy(Identity authorityIdentity) {
      issuer = authorityIdentity;
      return this;
    }

    Request keys(String keyAlgorithm) {
      algorithm = keyAlgorithm;
      return this;
    }

    Request dns(String... hosts) {
      for (String host : hosts) {
        names.add(new GeneralName(GeneralName.dNSName, host));
      }
      return this;
    }

    Request ip(String... addresses) {
      for (String address : addresses) {
        names.add(new GeneralName(GeneralName.iPAddress, address));
      }
      return this;
    }

    Request uri(String... uris) {
      for (String uri : uris) {
        names.add(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
      }
      return this;
    }

    Request email(String mailbox) {
      names.add(new GeneralName(GeneralName.rfc822Name, mailbox));
      return this;
    }

    Request purposes(KeyPurposeId... wanted) {
      purposes = wanted;
      return this;
    }

    Request keyUsage(int bits, boolean critical) {
      keyUsage = bits;
      keyUsageCritical = critical;
      return this;
    }

    Request authority() {
      authority = true;
      return this;
    }

    Request valid(Instant notBefore, Instant notAfter) {
      from = notBefore;
      until = notAfter;
      return this;
    }

    Request expired() {
      return valid(Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2020-02-01T00:00:00Z"));
    }

    Identity make() {
      try {
        return build();
      } catch (Exception e) {
        throw new IllegalStateException("no test certificate", e);
      }
    }

    private Identity build() throws Exception {
      KeyPair keys = generator(algorithm).generateKeyPair();
      X500Name name = name(subject);
      X500Name issuerName =
          issuer == null
              ? name
              : X500Name.getInstance(issuer.certificate().getSubjectX500Principal().getEncoded());
      var builder =
          new JcaX509v3CertificateBuilder(
              issuerName,
              BigInteger.valueOf(SERIAL.incrementAndGet()),
              Date.from(from),
              Date.from(until),
              name,
              keys.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (keyUsage != null) {
        builder.addExtension(Extension.keyUsage, keyUsageCritical, new KeyUsage(keyUsage));
      }
      if (purposes.length > 0) {
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
      }
      if (!names.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(names.toArray(GeneralName[]::new)));
      }
      PrivateKey signer = issuer == null ? keys.getPrivate() : issuer.key();
      var holder = builder.build(new JcaContentSignerBuilder(signature(signer)).build(signer));
      List<X509Certificate> chain = new ArrayList<>();
      chain.add(new JcaX509CertificateConverter().getCertificate(holder));
      if (issuer != null) {
        chain.addAll(issuer.chain());
      }
      return new Identity(chain, keys);
    }
  }

  private TestCertificates() {}

  /** A subject in the order in which it stands in the certificate: {@code C=UK,CN=name}. */
  static Request subject(String subject) {
    return new Request(subject);
  }

  static Identity authority(String subject) {
    return subject(subject)
        .authority()
        .keyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign, true)
        .make();
  }

  static Request server(Identity authority, String... hosts) {
    return subject("C=UK,CN=" + hosts[0])
        .signedBy(authority)
        .keyUsage(KeyUsage.digitalSignature, true)
        .purposes(KeyPurposeId.id_kp_serverAuth)
        .dns(hosts);
  }

  static Request client(Identity authority, String subject) {
    return subject(subject)
        .signedBy(authority)
        .keyUsage(KeyUsage.digitalSignature, true)
        .purposes(KeyPurposeId.id_kp_clientAuth);
  }

  private static X500Name name(String subject) {
    return new X500Name(RFC4519Style.INSTANCE, reversed(subject));
  }

  /** RFC 4519 text is read the other way round: its last part comes first in the certificate. */
  private static String reversed(String subject) {
    List<String> parts = Arrays.asList(subject.split("(?<!\\\\),"));
    return String.join(",", parts.reversed());
  }

  private static KeyPairGenerator generator(String algorithm) throws Exception {
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(
            switch (algorithm) {
              case "P-384" -> "EC";
              case "RSA-512" -> "RSA";
              default -> algorithm;
            });
    switch (algorithm) {
      case "RSA" -> generator.initialize(2048);
      case "RSA-512" -> generator.initialize(512);
      case "EC" -> generator.initialize(new ECGenParameterSpec("secp256r1"));
      case "P-384" -> generator.initialize(new ECGenParameterSpec("secp384r1"));
      default -> {}
    }
    return generator;
  }

  private static String signature(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> "Ed25519";
    };
  }

  static Path pem(Path file, Object... objects) throws IOException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      for (Object object : objects) {
        writer.writeObject(object);
      }
    }
    return Files.writeString(file, text.toString(), StandardCharsets.US_ASCII);
  }

  static String pkcs8Text(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + java.util.Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  static Path pkcs8(Path file, PrivateKey key) throws IOException {
    return Files.writeString(file, pkcs8Text(key), StandardCharsets.US_ASCII);
  }
}
