package qio.tests.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.jcajce.JcaCertificateID;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * An authority that signs certificates and answers what became of them.
 *
 * @param name its name
 * @param keys its keys
 * @param certificate its certificate, signed by itself
 */
record OcspAuthority(X500Name name, KeyPair keys, X509Certificate certificate) {

  /** What certificates are valid around. */
  static final Instant NOW = Instant.now();

  static KeyPair newKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  static OcspAuthority of(String subject) throws Exception {
    X500Name name = new X500Name(subject);
    KeyPair keys = newKeys();
    var builder = certificate(name, name, keys.getPublic(), BigInteger.ONE, true);
    return new OcspAuthority(name, keys, signed(builder, keys));
  }

  /** A certificate for {@code localhost}. */
  X509Certificate sign(PublicKey key, BigInteger serial) throws Exception {
    return signed(certificate(name, new X500Name("CN=localhost"), key, serial, false), keys);
  }

  /** The same, which says where to ask for its state. */
  X509Certificate sign(PublicKey key, BigInteger serial, String responder) throws Exception {
    var builder = certificate(name, new X500Name("CN=localhost"), key, serial, false);
    var where = new GeneralName(GeneralName.uniformResourceIdentifier, responder);
    builder.addExtension(
        Extension.authorityInfoAccess,
        false,
        new AuthorityInformationAccess(AccessDescription.id_ad_ocsp, where));
    return signed(builder, keys);
  }

  private static JcaX509v3CertificateBuilder certificate(
      X500Name issuer, X500Name subject, PublicKey key, BigInteger serial, boolean isAuthority)
      throws Exception {
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            serial,
            Date.from(NOW.minus(Duration.ofDays(1))),
            Date.from(NOW.plus(Duration.ofDays(1))),
            subject,
            key);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
    return builder;
  }

  private static X509Certificate signed(JcaX509v3CertificateBuilder builder, KeyPair signer)
      throws Exception {
    var content = new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(content));
  }

  /** What is said of a certificate of this authority, by this one or another. */
  byte[] answer(
      OcspAuthority signer,
      BigInteger serial,
      CertificateStatus status,
      Instant from,
      Instant until)
      throws Exception {
    var digests = new JcaDigestCalculatorProviderBuilder().build();
    var id = new JcaCertificateID(digests.get(CertificateID.HASH_SHA1), certificate, serial);
    var builder =
        new JcaBasicOCSPRespBuilder(
            signer.keys().getPublic(), digests.get(CertificateID.HASH_SHA1));
    builder.addResponse(id, status, Date.from(from), Date.from(until), null);
    var content = new JcaContentSignerBuilder("SHA256withECDSA").build(signer.keys().getPrivate());
    var basic = builder.build(content, null, Date.from(from));
    return new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, basic).getEncoded();
  }

  /** Writes a file of what is given, one behind the other. */
  static Path pem(Path file, PemObjectGenerator... contents) throws IOException {
    var text = new StringWriter();
    try (var writer = new PemWriter(text)) {
      for (PemObjectGenerator content : contents) {
        writer.writeObject(content);
      }
    }
    return Files.writeString(file, text.toString());
  }
}
