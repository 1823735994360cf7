package qio.spi.file;

import java.util.List;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;

/** Which of the standard streams an address names. */
enum StdioSide {
  /** {@code stdio:}: reads standard input and writes standard output. */
  BOTH,
  /** {@code stdio:in}. */
  IN,
  /** {@code stdio:out}. */
  OUT,
  /** {@code stdio:err}. */
  ERR;

  /**
   * Reads an address.
   *
   * @throws InvalidAddressException if it names no standard stream, or options of files are given
   */
  static StdioSide of(Endpoint endpoint, OptionValues options) {
    List<String> given =
        FileOptions.given(options).stream()
            .filter(name -> !name.equals(FileOptions.RAW.name()))
            .toList();
    if (!given.isEmpty()) {
      throw new InvalidAddressException(
          endpoint.toString(),
          given + ": the standard streams are open already, and of the options take raw alone");
    }
    return switch (endpoint.target()) {
      case "" -> BOTH;
      case "in" -> IN;
      case "out" -> OUT;
      case "err" -> ERR;
      default ->
          throw new InvalidAddressException(
              endpoint.toString(),
              "write stdio: for standard input and output, or stdio:in, stdio:out, stdio:err for"
                  + " one stream alone");
    };
  }

  boolean reads() {
    return this == BOTH || this == IN;
  }

  boolean writes() {
    return this != IN;
  }
}
