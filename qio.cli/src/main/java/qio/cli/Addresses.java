package qio.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import qio.api.ProviderKind;
import qio.api.Qio;
import qio.api.QioAddress;
import qio.api.QioOptions;
import qio.api.channel.InvalidAddressException;

/** Addresses as they stand on a command line. */
final class Addresses {

  /** Short for standard input or output. */
  private static final String DASH = "-";

  private Addresses() {}

  /**
   * Reads an address.
   *
   * @throws InvalidAddressException if it is none; where it could be the name of a file, the
   *     message says how that is written
   */
  static QioAddress parse(String text) {
    if (text.indexOf(':') < 0) {
      throw new InvalidAddressException(
          text.isEmpty() ? "''" : text,
          "no scheme; "
              + (text.isEmpty() ? "" : "a file of this name is written file:" + text + ", ")
              + "other addresses are like tcp://host:port or unix:/path");
    }
    return QioAddress.parse(text);
  }

  /** Where {@code copy} reads from: an address, or {@code -} for standard input. */
  static String source(String text) {
    return text.equals(DASH) ? "stdio:in" : checked(text);
  }

  /** Where {@code copy} writes to: an address, or {@code -} for standard output. */
  static String sink(String text) {
    return text.equals(DASH) ? "stdio:out" : checked(text);
  }

  /** An address that has the form of one; the text is what the front door takes. */
  static String checked(String text) {
    Objects.requireNonNull(parse(text));
    return text;
  }

  /** Files are opened for reading unless an address says otherwise; who writes to one says so. */
  static QioOptions toWrite(QioAddress address) {
    return isFile(address) ? QioOptions.none().with("mode", "w") : QioOptions.none();
  }

  static boolean isFile(QioAddress address) {
    return address.endpoint().scheme().equals("file");
  }

  /** The path in the address of a file; {@code file:///path} is {@code file:/path}. */
  static Path path(QioAddress file) {
    String target = file.endpoint().target();
    String path = target.startsWith("///") ? target.substring(2) : target;
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new InvalidAddressException(file.toString(), "no path can be written like this");
    }
  }

  /** Whether a transport of this address's scheme understands an option. */
  static boolean hasTransportOption(Qio door, QioAddress address, String option) {
    return door.installed().stream()
        .filter(provider -> provider.kind() == ProviderKind.TRANSPORT)
        .filter(provider -> provider.schemes().contains(address.endpoint().scheme()))
        .flatMap(provider -> provider.options().stream())
        .anyMatch(known -> known.name().equals(option));
  }
}
