package qio.cli.text;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Turns a failure into one line for a person. Channels say what, where, why and what to try; the
 * JDK's own exceptions often do not, and what is missing is added here.
 */
public final class FailureText {

  private static final int DEEPEST = 16;

  private FailureText() {}

  /**
   * What a failure says, in one line.
   *
   * @param failure any failure
   * @return the line, never empty, never the name of a class alone
   */
  public static String of(Throwable failure) {
    return OneLine.of(text(unwrap(failure)));
  }

  /**
   * The failure inside those that only carry another one from a thread to the next.
   *
   * @param failure any failure
   * @return the first one with something to say
   */
  public static Throwable unwrap(Throwable failure) {
    Throwable inner = failure;
    for (int depth = 0; depth < DEEPEST && carries(inner); depth++) {
      inner = java.util.Objects.requireNonNull(inner.getCause());
    }
    return inner;
  }

  private static boolean carries(Throwable failure) {
    return failure.getCause() != null
        && (failure instanceof ExecutionException
            || failure instanceof CompletionException
            || failure instanceof UncheckedIOException);
  }

  private static String text(Throwable failure) {
    return switch (failure) {
      case FileSystemException e -> ofFile(e);
      case UnknownHostException e -> ofHost(e);
      case IOException e -> hasMeaning(e) ? messageOf(e) : silent(e);
      case IllegalArgumentException e when hasMeaning(e) -> messageOf(e);
      case OutOfMemoryError e ->
          "out of memory (" + e.getMessage() + "); give the JVM more, with -Xmx1g for instance";
      default ->
          "internal error: "
              + failure
              + place(failure)
              + "; this is a defect: please report it with the output of the same command and -v";
    };
  }

  private static boolean hasMeaning(Throwable failure) {
    String message = failure.getMessage();
    return message != null && !message.isBlank() && !message.equals(failure.getClass().getName());
  }

  private static String messageOf(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }

  /** The JDK puts the file alone into the message of what it throws most often. */
  private static String ofFile(FileSystemException e) {
    if (e.getReason() != null || e.getFile() == null) {
      return hasMeaning(e) ? messageOf(e) : silent(e);
    }
    return e.getFile() + ": " + reason(e);
  }

  private static String reason(FileSystemException e) {
    return switch (e) {
      case NoSuchFileException missing -> "there is no such file; check the path";
      case AccessDeniedException denied ->
          "this process may not do that; check owner and permissions";
      case FileAlreadyExistsException exists -> "it exists already; remove it or take another name";
      case NotDirectoryException file -> "it is no directory; check the path";
      case DirectoryNotEmptyException full -> "the directory is not empty";
      default -> "the file system refused, and did not say why; check the path and the disk";
    };
  }

  private static String ofHost(UnknownHostException e) {
    String message = e.getMessage();
    if (message == null || message.isBlank()) {
      return "a host name is not known; check it, or write a numeric address";
    }
    boolean nameAlone = message.indexOf(' ') < 0;
    return nameAlone
        ? message + ": this host name is not known; check it, or write a numeric address"
        : message;
  }

  private static String silent(IOException e) {
    return switch (e) {
      case ClosedChannelException closed -> "the channel was closed while it was in use";
      case EOFException end -> "the stream ended too early; the other side stopped half-way";
      case SocketTimeoutException late -> "the other side did not answer in time";
      case InterruptedIOException stopped -> "interrupted before it was done";
      default -> "it failed and gave no reason (" + kind(e) + "); run it with -v to see where";
    };
  }

  private static String kind(Throwable e) {
    return e.getClass().getSimpleName();
  }

  private static String place(Throwable failure) {
    @Nullable StackTraceElement[] trace = failure.getStackTrace();
    return trace.length == 0 ? "" : " at " + trace[0];
  }
}
