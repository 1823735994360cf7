package qio.spi.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import qio.api.channel.Descriptor;
import qio.api.channel.FileLockedException;
import qio.api.channel.QioChannel;

/**
 * The portable engine: regular files and blocking standard streams, with the JDK alone. It never
 * changes a flag of a descriptor and has none to adopt. The JDK's file channels are not
 * close-on-exec; its own {@code ProcessBuilder} closes them in the child instead.
 */
final class NioEngine implements FileEngine {

  /** What unlocks the native engine, for messages. */
  static final String REMEDY =
      "run on Linux with --enable-native-access=qio.posix and without -D"
          + FileProvider.ENGINE_PROPERTY
          + "=nio";

  @Override
  public QioChannel open(OpenRequest request) throws IOException {
    if (request.mode() == OpenMode.REPLACE) {
      return NioReplacing.open(request);
    }
    Path path = request.path();
    // Looked at first: the mere opening of a FIFO waits for its other end, out of reach.
    if (Files.isDirectory(path)) {
      throw OpenFailure.directory(request.address());
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw OpenFailure.needsNativeAccess(request);
    }
    if (request.raw()) {
      throw new FileSystemException(
          request.address(), null, "raw=on is for terminals, and this is none; leave raw out");
    }
    try {
      return openRegular(request);
    } catch (FileLockedException | InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw OpenFailure.explain(request, e);
    }
  }

  private static QioChannel openRegular(OpenRequest request) throws IOException {
    FileChannel file = FileChannel.open(request.path(), options(request), permissions(request));
    try {
      var steady = new SteadyFile(request.address(), request.path(), file, kept(request));
      var calls = new NioFileCalls(steady);
      if (request.lock().isWanted()) {
        Locks.acquire(request, calls.locking(request.lock()));
        steady.keepsLock();
      }
      if (truncatesLater(request)) {
        steady.call(
            channel -> {
              channel.truncate(0);
              return 0;
            });
      }
      return new NioFileChannel(request, steady, FileEnding.of(request, calls));
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /**
   * The JDK opens no file to append and to empty it, and nobody empties what another has locked.
   */
  private static boolean truncatesLater(OpenRequest request) {
    return request.truncate() && (request.mode() == OpenMode.APPEND || request.lock().isWanted());
  }

  private static Set<OpenOption> options(OpenRequest request) {
    Set<OpenOption> options = new HashSet<>(kept(request));
    if (request.create()) {
      options.add(request.exclusive() ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE);
    }
    if (request.truncate() && !truncatesLater(request)) {
      options.add(StandardOpenOption.TRUNCATE_EXISTING);
    }
    return options;
  }

  /** The options with which the same file is opened again. */
  private static Set<StandardOpenOption> kept(OpenRequest request) {
    return switch (request.mode()) {
      case R -> EnumSet.of(StandardOpenOption.READ);
      case W, REPLACE -> EnumSet.of(StandardOpenOption.WRITE);
      case RW -> EnumSet.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
      case APPEND -> EnumSet.of(StandardOpenOption.APPEND);
    };
  }

  private static FileAttribute<?>[] permissions(OpenRequest request) {
    return request.create()
        ? permissions(request.path(), request.permissions())
        : new FileAttribute<?>[0];
  }

  /** The permissions of a new file, where the file system has such. */
  static FileAttribute<?>[] permissions(Path path, int bits) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions(bits))}
        : new FileAttribute<?>[0];
  }

  static Set<PosixFilePermission> permissions(int bits) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      letters.append((bits & 0400 >> i) != 0 ? "rwx".charAt(i % 3) : '-');
    }
    return PosixFilePermissions.fromString(letters.toString());
  }

  @Override
  public QioChannel stdio(StdioSide side, String address, boolean raw) throws IOException {
    if (raw) {
      throw new IOException(address + ": raw=on needs native access; " + REMEDY);
    }
    return new NioStdioChannel(side, address);
  }

  @Override
  public Optional<QioChannel> adopt(Descriptor descriptor) {
    return Optional.empty();
  }
}
