package qio.spi.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import qio.spi.process.ChildStartException.Reason;

/**
 * Starts a child with the JDK's {@code ProcessBuilder}, which knows how to do that from many
 * threads, gives the child no other descriptor, reaps it by its number and by nothing else, and
 * never signals a number that has become another's. What it says of a failure is text with an errno
 * in it; here that becomes a reason.
 */
final class Starting {

  /** As the JDK writes it: {@code Exec failed, error: 2 (No such file or directory)}. */
  private static final Pattern ERRNO = Pattern.compile("error[:=] ?(\\d{1,3})");

  private static final int HEAD = 4;
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

  private Starting() {}

  /** The builder of a request, with what every engine wants. */
  static ProcessBuilder builder(ExecRequest request) {
    ProcessBuilder builder = new ProcessBuilder(request.command());
    if (request.clear()) {
      builder.environment().clear();
    }
    builder.environment().putAll(request.environment());
    request.directory().ifPresent(directory -> builder.directory(directory.toFile()));
    switch (request.stderr()) {
      case JOIN -> builder.redirectErrorStream(true);
      case INHERIT -> builder.redirectError(ProcessBuilder.Redirect.INHERIT);
      case DISCARD -> builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      case LOG -> {
        // the engine makes the way
      }
    }
    return builder;
  }

  /**
   * Starts the child.
   *
   * @throws ChildStartException if it cannot be started
   */
  static Process start(ExecRequest request, ProcessBuilder builder) throws ChildStartException {
    checkDirectory(request);
    Optional<Path> file = file(request);
    if (file.isPresent() && isNoProgram(file.get())) {
      // The JDK would hand it to /bin/sh, as execvp does; nothing here runs in a shell unasked.
      throw new ChildStartException(
          request.address(),
          Reason.NOT_A_PROGRAM,
          "cannot start: "
              + file.get()
              + " is neither a binary nor a script that begins with #!; name its interpreter as"
              + " the program and the file as its argument");
    }
    try {
      return builder.start();
    } catch (IOException e) {
      throw explain(request, file, e);
    }
  }

  private static void checkDirectory(ExecRequest request) throws ChildStartException {
    Optional<Path> directory = request.directory();
    if (directory.isPresent()
        && !(Files.isDirectory(directory.get()) && Files.isExecutable(directory.get()))) {
      throw new ChildStartException(
          request.address(),
          Reason.BAD_DIRECTORY,
          "cannot start in "
              + directory.get()
              + ": it is no directory, or this user may not enter it; check the option directory");
    }
  }

  /** The file that a name stands for, as far as can be told. */
  private static Optional<Path> file(ExecRequest request) {
    String name = request.command().getFirst();
    if (name.indexOf('/') >= 0) {
      Path path = Path.of(name);
      Path found = request.directory().map(directory -> directory.resolve(path)).orElse(path);
      return Files.exists(found) ? Optional.of(found) : Optional.empty();
    }
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    return Arrays.stream(path.split(File.pathSeparator))
        .map(directory -> Path.of(directory, name))
        .filter(each -> Files.isRegularFile(each) && Files.isExecutable(each))
        .findFirst();
  }

  private static boolean isNoProgram(Path file) {
    if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(HEAD);
      boolean script = head.length > 1 && head[0] == '#' && head[1] == '!';
      return !script && !Arrays.equals(head, ELF);
    } catch (IOException e) {
      return false; // executable and not readable: only the kernel can tell
    }
  }

  private static ChildStartException explain(
      ExecRequest request, Optional<Path> file, IOException failure) {
    String name = request.command().getFirst();
    Matcher errno = ERRNO.matcher(String.valueOf(failure.getMessage()));
    int number = errno.find() ? Integer.parseInt(errno.group(1)) : 0;
    boolean script = file.isPresent() && number == 2;
    Reason reason = script ? Reason.NOT_A_PROGRAM : reason(number);
    String text =
        switch (reason) {
          case NOT_FOUND ->
              name.indexOf('/') >= 0
                  ? "there is no file " + name + " (ENOENT); check the path"
                  : "no directory of PATH has a program " + name + " (ENOENT); give its path";
          case NOT_EXECUTABLE ->
              name + " must not be executed (EACCES); check its permissions, and that it is a file";
          case NOT_A_PROGRAM ->
              name + " cannot be run: its interpreter is missing, or it is of another machine";
          case TOO_LONG ->
              "arguments and environment are longer than the system takes (E2BIG); give them"
                  + " through standard input or a file";
          case NO_RESOURCES ->
              "this process or system has no descriptor, process or memory left (error "
                  + number
                  + "); see ulimit -n and ulimit -u";
          case BAD_DIRECTORY, OTHER -> reasonOf(failure);
        };
    return new ChildStartException(request.address(), reason, "cannot start: " + text, failure);
  }

  /** The JDK's message without the command, which names every argument. */
  private static String reasonOf(IOException failure) {
    Throwable cause = failure.getCause();
    return String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
  }

  private static Reason reason(int errno) {
    return switch (errno) {
      case 2, 20 -> Reason.NOT_FOUND; // ENOENT, ENOTDIR
      case 1, 13 -> Reason.NOT_EXECUTABLE; // EPERM, EACCES
      case 8 -> Reason.NOT_A_PROGRAM; // ENOEXEC
      case 7 -> Reason.TOO_LONG; // E2BIG
      case 11, 12, 23, 24 -> Reason.NO_RESOURCES; // EAGAIN, ENOMEM, ENFILE, EMFILE
      default -> Reason.OTHER;
    };
  }
}
