package qio.spi.tls.peer;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How revoked certificates are found: in lists of their authorities, and nowhere else. Nobody is
 * asked over the network.
 *
 * @param isSoft whether one of which no list can say whether it is revoked is accepted
 * @param lists the lists
 */
public record Revocation(boolean isSoft, List<X509CRL> lists) {

  /** Keeps a copy. */
  public Revocation {
    lists = List.copyOf(lists);
  }

  /** What a judge needs, to trust these authorities and nobody whom they have revoked. */
  PKIXBuilderParameters parameters(Set<TrustAnchor> authorities) throws GeneralSecurityException {
    var parameters = new PKIXBuilderParameters(authorities, new X509CertSelector());
    var checker =
        (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
    Set<Option> how = EnumSet.of(Option.PREFER_CRLS, Option.NO_FALLBACK);
    if (isSoft) {
      how.add(Option.SOFT_FAIL);
    }
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
    checker.setOptions(how);
    parameters.addCertPathChecker(checker);
    return parameters;
  }
}
