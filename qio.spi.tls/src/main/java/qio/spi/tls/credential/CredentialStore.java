package qio.spi.tls.credential;

import java.security.cert.CertificateParsingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLKeyException;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of one side, and which of them is for whom: for a name those whose certificate
 * has it, or else those with a wildcard that covers it; for no name, or one that nobody has, the
 * first and those beside it, which have the same names and another kind of key. Immutable.
 */
public final class CredentialStore {

  private final List<Credential> all;

  // numbers of credentials; written while the store is made
  private final Map<String, List<Integer>> byName = new HashMap<>();
  private final List<Integer> usual = new ArrayList<>();

  private CredentialStore(List<Credential> all) {
    this.all = List.copyOf(all);
  }

  /**
   * A store of one credential, for everybody.
   *
   * @param only the credential
   * @return the store
   */
  public static CredentialStore of(Credential only) {
    var store = new CredentialStore(List.of(only));
    store.usual.add(0);
    return store;
  }

  /**
   * A store of several credentials.
   *
   * @param named the credentials with what messages call them; the first is the usual one, and of
   *     two for the same name and kind of key the first is taken
   * @return the store
   * @throws SSLKeyException if one is for no name, so that nobody would ever get it, or damaged
   */
  public static CredentialStore of(List<Named> named) throws SSLKeyException {
    var store = new CredentialStore(named.stream().map(Named::credential).toList());
    Set<String> usualNames = names(named.getFirst());
    for (int number = 0; number < named.size(); number++) {
      Set<String> names = names(named.get(number));
      for (String name : names) {
        store.byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(number);
      }
      if (names.equals(usualNames)) {
        store.usual.add(number);
      } else if (names.isEmpty()) {
        throw new SSLKeyException(
            named.get(number).shown()
                + ": the certificate has no DNS name (subjectAltName), so no client could ask for"
                + " it; make one with names, or name it with cert, for clients that ask for none");
      }
    }
    return store;
  }

  /**
   * A credential with its place.
   *
   * @param shown the option and file, for messages
   * @param credential the credential
   */
  public record Named(String shown, Credential credential) {}

  private static Set<String> names(Named named) throws SSLKeyException {
    try {
      return DnsNames.of(named.credential().certificate());
    } catch (CertificateParsingException e) {
      throw PemFile.failure(named.shown() + ": the names of the certificate are damaged", e);
    }
  }

  /** The numbers of those for a name; null is no name. Never empty. */
  private List<Integer> forName(@Nullable String name) {
    if (name == null) {
      return usual;
    }
    String wanted = DnsNames.normal(name);
    List<Integer> exact = byName.get(wanted);
    return exact != null ? exact : byName.getOrDefault(DnsNames.wildcardOf(wanted), usual);
  }

  /**
   * Chooses for a name and a kind of key.
   *
   * @param name the host name that was asked for; null if none was
   * @param keyType the algorithm of the key that is wanted
   * @return its number, for {@link #get}; -1 if those for this name have no such key
   */
  int choose(@Nullable String name, String keyType) {
    for (int number : forName(name)) {
      if (get(number).key().getAlgorithm().equals(keyType)) {
        return number;
      }
    }
    return -1;
  }

  Credential get(int number) {
    return all.get(number);
  }
}
