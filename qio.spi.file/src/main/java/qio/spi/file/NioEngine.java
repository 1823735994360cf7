package qio.spi.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import qio.api.channel.Descriptor;
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
    Path path = request.path();
    // Looked at first: the mere opening of a FIFO waits for its other end, out of reach.
    if (Files.isDirectory(path)) {
      throw OpenFailure.directory(request.address());
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw OpenFailure.needsNativeAccess(request);
    }
    try {
      return openRegular(request);
    } catch (IOException e) {
      throw OpenFailure.explain(request, e);
    }
  }

  private static QioChannel openRegular(OpenRequest request) throws IOException {
    FileChannel file = FileChannel.open(request.path(), options(request), permissions(request));
    try {
      if (request.truncate() && request.mode() == OpenMode.APPEND) {
        file.truncate(0); // the JDK opens no file with both
      }
      var steady = new SteadyFile(request.address(), request.path(), file, kept(request));
      return new NioFileChannel(request, steady);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private static Set<OpenOption> options(OpenRequest request) {
    Set<OpenOption> options = new HashSet<>(kept(request));
    if (request.create()) {
      options.add(request.exclusive() ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE);
    }
    if (request.truncate() && request.mode() != OpenMode.APPEND) {
      options.add(StandardOpenOption.TRUNCATE_EXISTING);
    }
    return options;
  }

  /** The options with which the same file is opened again. */
  private static Set<StandardOpenOption> kept(OpenRequest request) {
    return switch (request.mode()) {
      case R -> EnumSet.of(StandardOpenOption.READ);
      case W -> EnumSet.of(StandardOpenOption.WRITE);
      case RW -> EnumSet.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
      case APPEND -> EnumSet.of(StandardOpenOption.APPEND);
    };
  }

  private static FileAttribute<?>[] permissions(OpenRequest request) {
    boolean posix = request.path().getFileSystem().supportedFileAttributeViews().contains("posix");
    if (!request.create() || !posix) {
      return new FileAttribute<?>[0];
    }
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      letters.append((request.permissions() & 0400 >> i) != 0 ? "rwx".charAt(i % 3) : '-');
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(letters.toString()))
    };
  }

  @Override
  public QioChannel stdio(StdioSide side, String address) {
    return new NioStdioChannel(side, address);
  }

  @Override
  public Optional<QioChannel> adopt(Descriptor descriptor) {
    return Optional.empty();
  }
}
