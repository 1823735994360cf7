package qio.posix;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A system call that failed: which one, with which {@code errno}, on what. Its message reads {@code
 * connect tcp://127.0.0.1:1: ECONNREFUSED (111) Connection refused}.
 *
 * <p>Where the JDK has a type for the failure, that type is thrown with the same message and this
 * exception is its cause, so that a caller can catch what it knows and still find the number with
 * {@link #in}.
 */
public final class PosixException extends IOException {

  private static final long serialVersionUID = 1L;

  /** The call, as the manual names it. */
  private final String call;

  /** The value of errno. */
  private final int number;

  /** What the call worked on, for a person. */
  private final String where;

  PosixException(String call, int number, String where) {
    super(message(call, number, where));
    this.call = call;
    this.number = number;
    this.where = where;
  }

  private static String message(String call, int number, String where) {
    return call + " " + where + ": " + Errno.describe(number);
  }

  /**
   * Finds the system call behind a failure.
   *
   * @param failure any exception
   * @return the first one of this class in its chain of causes, itself included
   */
  public static Optional<PosixException> in(@Nullable Throwable failure) {
    int depth = 0;
    for (Throwable t = failure; t != null && depth < 32; t = t.getCause(), depth++) {
      if (t instanceof PosixException found) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  /** The exception for a call on a socket: {@link SocketException} or one of its kinds. */
  static IOException ofSocket(String call, int number, String where) {
    PosixException cause = new PosixException(call, number, where);
    String message = cause.getMessage();
    SocketException typed =
        switch (Errno.of(number).orElse(Errno.EIO)) {
          case ECONNREFUSED -> new ConnectException(message);
          case ETIMEDOUT, ENOENT ->
              call.equals("connect") ? new ConnectException(message) : new SocketException(message);
          case EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN ->
              new NoRouteToHostException(message);
          case EADDRINUSE, EADDRNOTAVAIL -> new BindException(message);
          case EACCES, EPERM ->
              call.equals("bind") ? new BindException(message) : new SocketException(message);
          default -> new SocketException(message);
        };
    typed.initCause(cause);
    return typed;
  }

  /** The exception for a call on a path: {@link FileSystemException} or one of its kinds. */
  static IOException ofPath(String call, int number, String path) {
    PosixException cause = new PosixException(call, number, path);
    String reason = call + ": " + Errno.describe(number);
    FileSystemException typed =
        switch (Errno.of(number).orElse(Errno.EIO)) {
          case ENOENT -> new NoSuchFileException(path, null, reason);
          case EEXIST -> new FileAlreadyExistsException(path, null, reason);
          case EACCES, EPERM, EROFS -> new AccessDeniedException(path, null, reason);
          case ENOTEMPTY -> new DirectoryNotEmptyException(path);
          default -> new FileSystemException(path, null, reason);
        };
    typed.initCause(cause);
    return typed;
  }

  /**
   * The system call that failed.
   *
   * @return its name, {@code connect} for instance
   */
  public String call() {
    return call;
  }

  /**
   * The value of {@code errno}.
   *
   * @return the number
   */
  public int number() {
    return number;
  }

  /**
   * The error by name.
   *
   * @return the error, or empty if {@link Errno} does not know the number
   */
  public Optional<Errno> errno() {
    return Errno.of(number);
  }

  /**
   * What the call worked on.
   *
   * @return an address, a path or {@code fd:} and a number
   */
  public String where() {
    return where;
  }
}
