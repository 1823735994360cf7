package qio.spi.tls.credential;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLKeyException;
import org.jspecify.annotations.Nullable;
import qio.spi.tls.credential.CertificateChecks.Purpose;

/**
 * Many credentials in one directory. A file that ends in {@code .pem}, {@code .crt}, {@code .p12}
 * or {@code .pfx} is a certificate chain; its key is in it, or in the file of the same name that
 * ends in {@code .key}. A directory in it that has {@code fullchain.pem} and {@code privkey.pem} is
 * one too, as ACME clients leave it. Other files are not looked at.
 */
public final class CredentialDirectory {

  private static final String KEY_ENDING = ".key";
  private static final List<String> CERT_ENDINGS = List.of(".pem", ".crt", ".p12", ".pfx");

  private final String option;
  private final Path directory;

  /**
   * Names the directory.
   *
   * @param option the option that did so, for messages
   * @param directory the directory
   */
  public CredentialDirectory(String option, Path directory) {
    this.option = option;
    this.directory = directory;
  }

  /**
   * Reads and checks all of them.
   *
   * @param password of the keys and the PKCS#12 files; null if there is none
   * @param purpose what they are for
   * @param mayBeEmpty whether there need not be one yet
   * @return the credentials in the order of the files' names
   * @throws NoSuchFileException if the directory, or a file of it meanwhile, is missing
   * @throws AccessDeniedException if the directory or a file may not be read
   * @throws SSLKeyException if there is none and must be one, or one that a peer would have to
   *     refuse
   * @throws IOException if reading fails
   */
  public List<CredentialStore.Named> read(
      @Nullable Secret password, Purpose purpose, boolean mayBeEmpty) throws IOException {
    List<CredentialStore.Named> found = new ArrayList<>();
    for (Path entry : entries()) {
      Path cert = certificate(entry);
      if (cert != null) {
        Credential credential = new CredentialFiles(option, option).read(cert, key(cert), password);
        String shown = FileBytes.shown(option, cert);
        CertificateChecks.own(shown, credential.chain(), purpose);
        found.add(new CredentialStore.Named(shown, credential));
      }
    }
    if (found.isEmpty() && !mayBeEmpty) {
      throw new SSLKeyException(
          FileBytes.shown(option, directory)
              + " holds no certificate: no file ends in "
              + String.join(", ", CERT_ENDINGS)
              + ", and no directory in it has fullchain.pem and privkey.pem");
    }
    return found;
  }

  /** The file of the chain that an entry stands for; null if it is something else. */
  private static @Nullable Path certificate(Path entry) {
    if (Files.isDirectory(entry)) {
      Path chain = entry.resolve("fullchain.pem");
      return Files.exists(chain) && Files.exists(entry.resolve("privkey.pem")) ? chain : null;
    }
    String name = String.valueOf(entry.getFileName());
    return CERT_ENDINGS.stream().anyMatch(name::endsWith) ? entry : null;
  }

  private Optional<Path> key(Path cert) {
    if (!directory.equals(cert.getParent())) {
      return Optional.of(cert.resolveSibling("privkey.pem"));
    }
    String name = String.valueOf(cert.getFileName());
    Path key = cert.resolveSibling(name.substring(0, name.lastIndexOf('.')) + KEY_ENDING);
    return Files.exists(key) ? Optional.of(key) : Optional.empty();
  }

  private List<Path> entries() throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      all.forEach(entries::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (NotDirectoryException e) {
      throw PemFile.failure(
          FileBytes.shown(option, directory) + " is no directory; name a file with cert", e);
    } catch (NoSuchFileException e) {
      throw FileBytes.missing(FileBytes.shown(option, directory), directory, e);
    } catch (AccessDeniedException e) {
      throw FileBytes.unreadable(FileBytes.shown(option, directory), directory, e);
    }
    Collections.sort(entries);
    return entries;
  }
}
