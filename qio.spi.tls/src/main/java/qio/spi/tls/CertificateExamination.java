package qio.spi.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import qio.api.spi.LayerRole;
import qio.spi.tls.PeerCertificateException.Fault;
import qio.spi.tls.credential.CertificateChecks;

/**
 * Looks for what is wrong with a chain that a judge has refused. It never decides whether a chain
 * is good: that is done, and this one is not.
 */
final class CertificateExamination {

  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  /** So many names of a certificate are told; some have hundreds. */
  private static final int NAMES_TOLD = 8;

  private final X509Certificate[] chain;
  private final LayerRole presenter;
  private final @Nullable String wantedName;

  /**
   * Prepares the examination.
   *
   * @param chain what the peer has shown, one at least
   * @param presenter the side that the peer plays
   * @param wantedName whom we wanted to reach; null if that is not known
   */
  CertificateExamination(
      X509Certificate[] chain, LayerRole presenter, @Nullable String wantedName) {
    this.chain = chain.clone();
    this.presenter = presenter;
    this.wantedName = wantedName;
  }

  RefusedCertificateException explain(CertificateException refusal) {
    Fault told = CertificateFaults.of(refusal);
    Fault fault =
        switch (told) {
          case UNTRUSTED -> withoutPath(refusal);
          // an authority that only bears the name of one that is trusted has signed the last
          case BROKEN_CHAIN ->
              CertificateFaults.isBadSignature(refusal) && brokenLink() == null
                  ? Fault.UNTRUSTED
                  : told;
          case OTHER, WRONG_NAME -> ofThisUse(told);
          default -> told;
        };
    return new RefusedCertificateException(fault, detail(fault, refusal), refusal);
  }

  /**
   * A judge that searched for a path and found none does not say where it ended: at a link that
   * does not hold, at a date, or at somebody unknown.
   */
  private Fault withoutPath(CertificateException refusal) {
    if (!CertificateFaults.has(refusal, CertPathBuilderException.class)) {
      return Fault.UNTRUSTED;
    }
    if (brokenLink() != null) {
      return Fault.BROKEN_CHAIN;
    }
    if (outOfDate(CertificateExpiredException.class) != null) {
      return Fault.EXPIRED;
    }
    if (outOfDate(CertificateNotYetValidException.class) != null) {
      return Fault.NOT_YET_VALID;
    }
    return chain.length == 1 && isSignedBy(chain[0], chain[0])
        ? Fault.SELF_SIGNED
        : Fault.UNTRUSTED;
  }

  /** The path was good: it is the name, or what the certificate may be used for. */
  private Fault ofThisUse(Fault told) {
    boolean suits =
        CertificateChecks.suits(
            chain[0],
            presenter == LayerRole.SERVER
                ? CertificateChecks.Purpose.SERVER
                : CertificateChecks.Purpose.CLIENT);
    return suits ? told : Fault.WRONG_USAGE;
  }

  // ---- details ----

  private String detail(Fault fault, CertificateException refusal) {
    return switch (fault) {
      case EXPIRED -> {
        X509Certificate old = outOfDate(CertificateExpiredException.class);
        yield old == null ? "" : name(old) + " ended at " + old.getNotAfter().toInstant();
      }
      case NOT_YET_VALID -> {
        X509Certificate early = outOfDate(CertificateNotYetValidException.class);
        yield early == null ? "" : name(early) + " begins at " + early.getNotBefore().toInstant();
      }
      case UNTRUSTED ->
          "of "
              + chain[0].getSubjectX500Principal()
              + ", signed by "
              + chain[chain.length - 1].getIssuerX500Principal();
      case SELF_SIGNED, WRONG_USAGE -> "of " + chain[0].getSubjectX500Principal();
      case BROKEN_CHAIN -> {
        String link = brokenLink();
        yield link == null ? CertificateFaults.deepest(refusal) : link;
      }
      case WRONG_NAME -> names();
      case REVOKED ->
          "of " + chain[0].getSubjectX500Principal() + ", " + CertificateFaults.deepest(refusal);
      default -> CertificateFaults.deepest(refusal);
    };
  }

  private static String name(X509Certificate certificate) {
    return "the one of " + certificate.getSubjectX500Principal();
  }

  private @Nullable X509Certificate outOfDate(Class<? extends CertificateException> how) {
    for (X509Certificate certificate : chain) {
      try {
        certificate.checkValidity();
      } catch (CertificateExpiredException | CertificateNotYetValidException e) {
        if (how.isInstance(e)) {
          return certificate;
        }
      }
    }
    return null;
  }

  /** The first that was not signed by the next one, in words; null if each was. */
  private @Nullable String brokenLink() {
    for (int i = 0; i + 1 < chain.length; i++) {
      X509Certificate lower = chain[i];
      X509Certificate upper = chain[i + 1];
      String link = name(lower) + " and the next, of " + upper.getSubjectX500Principal();
      if (!lower.getIssuerX500Principal().equals(upper.getSubjectX500Principal())) {
        return link + ": it names " + lower.getIssuerX500Principal() + " as its authority";
      }
      if (!isSignedBy(lower, upper)) {
        return link + ": the signature is not that one's";
      }
      if (upper.getBasicConstraints() < 0) {
        return link + ", which is no authority";
      }
    }
    return null;
  }

  private static boolean isSignedBy(X509Certificate lower, X509Certificate upper) {
    try {
      lower.verify(upper.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false; // a signature of somebody else's, which is what is asked for
    }
  }

  private String names() {
    List<String> own = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = chain[0].getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          int kind = (Integer) alternative.get(0);
          if (kind == DNS_NAME || kind == IP_ADDRESS) {
            own.add(String.valueOf(alternative.get(1)));
          }
        }
      }
    } catch (CertificateParsingException e) {
      own.clear(); // the judge has refused it, and its subject is told instead
    }
    String all = own.isEmpty() ? chain[0].getSubjectX500Principal().toString() : first(own);
    return wantedName == null ? "it is for " + all : "it is for " + all + ", not for " + wantedName;
  }

  private static String first(List<String> names) {
    return names.size() <= NAMES_TOLD
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, NAMES_TOLD))
            + " and "
            + (names.size() - NAMES_TOLD)
            + " more";
  }
}
