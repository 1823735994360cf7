package qio.spi.socket;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import qio.api.channel.ResourceShortageException;
import qio.posix.Errno;
import qio.posix.PosixException;
import qio.posix.SocketName;

/**
 * Makes failures tell what failed, where, why, and what to try, in exceptions of the JDK's own
 * types.
 */
final class SocketFailures {

  /** An address that was tried, and what came of it. */
  record Attempt(SocketName place, IOException failure) {

    String told() {
      return AddressText.plain(place) + ": " + reason(failure);
    }
  }

  private SocketFailures() {}

  /** What an operating system or the JDK gives as reason, without repeating the address. */
  static String reason(IOException failure) {
    if (failure instanceof SettingRefused refused) {
      return String.valueOf(refused.getMessage());
    }
    Optional<PosixException> call = PosixException.in(failure);
    if (call.isPresent()) {
      return call.get().call() + ": " + Errno.describe(call.get().number());
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  /** The failure of a connect; its type is that of the last attempt, its text names them all. */
  static IOException connecting(String address, List<Attempt> attempts) {
    Attempt last = attempts.getLast();
    Trouble trouble = Trouble.of(last.failure, last.place);
    String why =
        attempts.size() == 1 && !(last.place instanceof SocketName.Inet)
            ? reason(last.failure)
            : attempts.stream().map(Attempt::told).collect(Collectors.joining("; "));
    String message =
        "cannot connect: " + why + hint(last.failure, trouble.hintForConnecting(last.place));
    IOException failure =
        switch (trouble) {
          case REFUSED, ABSENT, LOOP, WRONG_KIND -> new ConnectException(address + ": " + message);
          case DENIED -> new AccessDeniedException(address, null, message);
          case UNREACHABLE -> new NoRouteToHostException(address + ": " + message);
          case TIMED_OUT -> new SocketTimeoutException(address + ": " + message);
          default -> new SocketException(address + ": " + message);
        };
    failure.initCause(last.failure);
    attempts.subList(0, attempts.size() - 1).forEach(each -> failure.addSuppressed(each.failure));
    return failure;
  }

  /** The failure of a bind or listen. */
  static IOException listening(String address, SocketName place, IOException cause) {
    Trouble trouble = Trouble.of(cause, place);
    return binding(address, "cannot listen", cause, trouble, trouble.hintForListening(place));
  }

  /** The failure to give a socket that does not listen its own address. */
  static IOException naming(String address, SocketName place, IOException cause) {
    Trouble trouble = Trouble.of(cause, place);
    String help =
        trouble == Trouble.NOT_HERE
            ? "this machine has no such address; give one that it has as local"
            : trouble.hintForListening(place);
    return binding(address, "cannot take " + AddressText.plain(place), cause, trouble, help);
  }

  private static IOException binding(
      String address, String what, IOException cause, Trouble trouble, String help) {
    String message = what + ": " + reason(cause) + hint(cause, help);
    IOException failure =
        switch (trouble) {
          case IN_USE, NOT_HERE -> new BindException(address + ": " + message);
          case DENIED, READ_ONLY -> new AccessDeniedException(address, null, message);
          case LOOP -> new FileSystemException(address, null, message);
          case ABSENT -> new NoSuchFileException(address, null, message);
          default -> new SocketException(address + ": " + message);
        };
    failure.initCause(cause);
    return failure;
  }

  /** The failure of one accept; the listener goes on. */
  static IOException accepting(String address, IOException cause) {
    String text = address + ": cannot accept a client: " + reason(cause);
    return switch (Trouble.of(cause)) {
      case NO_DESCRIPTORS -> shortage(text, Trouble.NO_DESCRIPTOR_HINT, cause);
      case NO_MEMORY -> shortage(text, Trouble.MEMORY_HINT, cause);
      default -> new SocketException(text, cause);
    };
  }

  /**
   * Tells of a shortage that there is not, so that every class for it is there when there is one:
   * to load a class may take a descriptor.
   *
   * @param like a failure of the kind that {@code accept} has
   */
  static void rehearse(IOException like) {
    IOException unused = accepting("rehearsal", like);
    unused = accepting("rehearsal", new IOException("Too many open files"));
  }

  private static IOException shortage(String text, String hint, IOException cause) {
    return new ResourceShortageException(
        text + hint(hint + "; the client waits in the queue"), cause);
  }

  /** A failed transfer or setting of the portable engine, whose own text names no address. */
  static IOException using(String address, IOException cause) {
    return new SocketException(address + ": " + reason(cause), cause);
  }

  /** The hint that goes with the trouble, unless the failure has its own. */
  private static String hint(IOException failure, String text) {
    return failure instanceof SettingRefused ? "" : hint(text);
  }

  private static String hint(String text) {
    return text.isEmpty() ? "" : "; " + text;
  }
}
