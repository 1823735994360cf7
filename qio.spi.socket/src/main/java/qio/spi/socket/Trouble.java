package qio.spi.socket;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import qio.posix.Errno;
import qio.posix.PosixException;
import qio.posix.SocketName;

/**
 * What stands behind a failed connect, bind or accept, told from {@code errno} where there is one
 * and from what the JDK and the file system say otherwise; and what would help.
 */
enum Trouble {
  /** Nobody listens at the place. */
  REFUSED,
  /** A path, or the folder of one, does not exist. */
  ABSENT,
  /** Not allowed. */
  DENIED,
  /** There is no way to the host. */
  UNREACHABLE,
  /** No answer in time. */
  TIMED_OUT,
  /** Somebody has the place already. */
  IN_USE,
  /** The address is not one of this machine. */
  NOT_HERE,
  /** The machine has nothing of the address's family. */
  NO_FAMILY,
  /** What is at the place is a socket of another type. */
  WRONG_KIND,
  /** Symbolic links that lead in a circle. */
  LOOP,
  /** A file system that takes no new files. */
  READ_ONLY,
  /** No descriptor is left. */
  NO_DESCRIPTORS,
  /** The kernel has no memory left for it. */
  NO_MEMORY,
  /** Something else: the reason itself must do. */
  OTHER;

  static final String NO_DESCRIPTOR_HINT =
      "the process has as many descriptors as it may; close some, or raise the limit (ulimit -n)";

  /** How the JDK tells failures for which it has no type. */
  private static final Map<String, Trouble> TEXTS =
      Map.ofEntries(
          Map.entry("Too many open files", NO_DESCRIPTORS),
          Map.entry("No such file or directory", ABSENT),
          Map.entry("Not a directory", ABSENT),
          Map.entry("Permission denied", DENIED),
          Map.entry("Read-only file system", READ_ONLY),
          Map.entry("Too many levels of symbolic links", LOOP),
          Map.entry("Protocol wrong type for socket", WRONG_KIND),
          Map.entry("Address family not supported", NO_FAMILY),
          Map.entry("Network is unreachable", UNREACHABLE),
          Map.entry("No buffer space available", NO_MEMORY),
          Map.entry("Cannot allocate memory", NO_MEMORY));

  private static final String LOOP_HINT =
      "symbolic links on that path lead in a circle; check the path";

  private static final String SCOPE_HINT =
      "a link-local address goes with an interface; write tcp://[fe80::1%25eth0]:port";

  static final String MEMORY_HINT =
      "the kernel has no memory for another socket now; close some, or try later";

  /** The same where no place has anything to do with it. */
  static Trouble of(IOException failure) {
    return of(failure, new SocketName.UnixUnnamed());
  }

  static Trouble of(IOException failure, SocketName place) {
    if (failure instanceof SettingRefused refused) {
      return refused.trouble();
    }
    Optional<Errno> errno = PosixException.in(failure).flatMap(PosixException::errno);
    return errno.isPresent() ? ofErrno(errno.get()) : ofType(failure, place);
  }

  static Trouble ofErrno(Errno errno) {
    return switch (errno) {
      case ECONNREFUSED -> REFUSED;
      case ENOENT, ENOTDIR -> ABSENT;
      case EACCES, EPERM -> DENIED;
      case EROFS -> READ_ONLY;
      case ELOOP -> LOOP;
      case EPROTOTYPE -> WRONG_KIND;
      case EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN -> UNREACHABLE;
      case ETIMEDOUT -> TIMED_OUT;
      case EADDRINUSE -> IN_USE;
      case EADDRNOTAVAIL, EAGAIN, ENODEV -> NOT_HERE;
      case EAFNOSUPPORT -> NO_FAMILY;
      case EMFILE, ENFILE -> NO_DESCRIPTORS;
      case ENOBUFS, ENOMEM -> NO_MEMORY;
      default -> OTHER;
    };
  }

  private static Trouble ofType(IOException failure, SocketName place) {
    return switch (failure) {
      case SocketTimeoutException timeout -> TIMED_OUT;
      case NoRouteToHostException noRoute -> UNREACHABLE;
      case ConnectException late when says(late, "Connection timed out") -> TIMED_OUT;
      case ConnectException refused -> REFUSED;
      case NoSuchFileException absent -> ABSENT;
      case AccessDeniedException denied -> DENIED;
      case FileAlreadyExistsException taken -> IN_USE;
      case BindException bind -> ofBind(bind, place);
      default -> ofText(failure, place);
    };
  }

  private static Trouble ofBind(BindException failure, SocketName place) {
    if (says(failure, "Permission denied")) {
      return DENIED;
    }
    if (says(failure, "Cannot assign requested address")) {
      return NOT_HERE;
    }
    if (place instanceof SocketName.Inet inet && !isOfThisMachine(inet.address())) {
      return NOT_HERE;
    }
    return IN_USE;
  }

  /**
   * For what the JDK has no types for, so its text must do; where that is in another language, a
   * look at the path. The text comes first: what is at the path may have changed since the failure.
   */
  private static Trouble ofText(IOException failure, SocketName place) {
    for (Map.Entry<String, Trouble> each : TEXTS.entrySet()) {
      if (says(failure, each.getKey())) {
        return each.getValue();
      }
    }
    return place instanceof SocketName.UnixPath unix ? ofLook(Path.of(unix.toString())) : OTHER;
  }

  private static Trouble ofLook(Path path) {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return ABSENT;
    }
    return Files.isWritable(path) ? OTHER : DENIED;
  }

  private static boolean says(IOException failure, String text) {
    String message = failure.getMessage();
    return message != null && message.startsWith(text);
  }

  /** Whether an address can be bound here; a wildcard can if its family is there. */
  static boolean isOfThisMachine(InetAddress address) {
    try {
      return address.isAnyLocalAddress()
          ? hasFamily(address)
          : NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException unknown) {
      return true; // the failure at hand is then told as it is
    }
  }

  private static boolean hasFamily(InetAddress wildcard) throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .anyMatch(own -> own.getClass() == wildcard.getClass());
  }

  /** What would help somebody who connects; empty if nothing can be said. */
  String hintForConnecting(SocketName place) {
    if (place instanceof SocketName.Vsock vsock) {
      return hintFor(vsock);
    }
    boolean unix = !(place instanceof SocketName.Inet);
    return switch (this) {
      case REFUSED ->
          unix
              ? isForeignFile(place)
                  ? "what is at that path is no socket; check the path"
                  : "nobody listens on that socket; start the listener"
              : "nobody listens there; check host and port, and start the listener";
      case ABSENT -> "there was no such socket file; check the path, and start the listener";
      case DENIED ->
          unix
              ? "this user may not write to the socket file, or not enter a folder above it"
              : "a rule of this machine, a firewall's for instance, forbids it";
      case UNREACHABLE -> "there is no way to that host; check address and network";
      case TIMED_OUT -> "check host and firewall, or allow more time (connect-timeout, deadline)";
      case NO_DESCRIPTORS -> NO_DESCRIPTOR_HINT;
      case NO_MEMORY -> MEMORY_HINT;
      case NO_FAMILY -> "this machine has no addresses of that family; leave it out (ipv4, ipv6)";
      case NOT_HERE, IN_USE ->
          "this machine has no address or no free port to reach that one from; check the address,"
              + " and how many connections there are";
      case WRONG_KIND ->
          "the socket there is of another type; unix: is for streams, unixgram: for messages";
      case LOOP -> LOOP_HINT;
      case READ_ONLY -> "";
      case OTHER -> isWithoutScope(place) ? SCOPE_HINT : "";
    };
  }

  private String hintFor(SocketName.Vsock place) {
    return switch (this) {
      case REFUSED -> "nobody listens there; check cid and port, and start the listener";
      case UNREACHABLE, TIMED_OUT ->
          place.cid() == SocketName.Vsock.LOCAL
              ? "for connections within this machine, load the driver vsock_loopback"
              : "check that a machine with that cid runs";
      case NOT_HERE, NO_FAMILY ->
          "this machine has no way to that cid; load a vsock driver (vsock_loopback for the machine"
              + " itself, vhost_vsock for its guests)";
      case IN_USE -> "another socket listens there; choose another port (0 picks a free one)";
      case DENIED -> "ports below 1024 are for privileged programs; choose another";
      case NO_DESCRIPTORS -> NO_DESCRIPTOR_HINT;
      case NO_MEMORY -> MEMORY_HINT;
      case ABSENT, WRONG_KIND, LOOP, READ_ONLY, OTHER -> "";
    };
  }

  /** What would help somebody who listens; empty if nothing can be said. */
  String hintForListening(SocketName place) {
    if (place instanceof SocketName.Vsock vsock) {
      return hintFor(vsock);
    }
    boolean inet = place instanceof SocketName.Inet;
    return switch (this) {
      case IN_USE ->
          inet
              ? "another socket listens there; stop it, or choose another port (0 picks a free one)"
              : isForeignFile(place)
                  ? "what is there is no socket and is left alone; remove it, or choose another"
                      + " path"
                  : "another socket listens there; stop it, or choose another name";
      case NO_MEMORY -> MEMORY_HINT;
      case NO_FAMILY -> "this machine has no addresses of that family; listen on tcp://:0";
      case LOOP -> LOOP_HINT;
      case READ_ONLY -> "that file system takes no new files; choose a path on another one";
      case NOT_HERE ->
          "this machine has no such address; listen on one that it has, or on tcp://:0";
      case DENIED ->
          inet
              ? "low ports are for privileged programs; choose a port from 1024 up"
              : "this user may not make files in that folder";
      case ABSENT -> "the folder does not exist; make it first";
      case NO_DESCRIPTORS -> NO_DESCRIPTOR_HINT;
      case OTHER -> isWithoutScope(place) ? SCOPE_HINT : "";
      case REFUSED, UNREACHABLE, TIMED_OUT, WRONG_KIND -> "";
    };
  }

  /** An address that every link may have, and no word of which link is meant. */
  private static boolean isWithoutScope(SocketName place) {
    return place instanceof SocketName.Inet inet
        && inet.address() instanceof Inet6Address six
        && six.isLinkLocalAddress()
        && six.getScopeId() == 0;
  }

  /** Whether a path names something that is not a socket. */
  private static boolean isForeignFile(SocketName place) {
    try {
      return place instanceof SocketName.UnixPath unix
          && !SocketFile.isSocket(Path.of(unix.toString()));
    } catch (IOException unknown) {
      return false; // gone, or not to be looked at: the hint is then the usual one
    }
  }
}
