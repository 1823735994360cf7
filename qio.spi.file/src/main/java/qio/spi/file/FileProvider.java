package qio.spi.file;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.channel.ChannelOption;
import qio.api.channel.Descriptor;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.QioChannel;
import qio.api.spi.Availability;
import qio.api.spi.ChannelProvider;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;
import qio.posix.EngineChoice;

/**
 * Opens {@code file:/path}, {@code file:relative/path} and {@code stdio:}, and adopts every
 * descriptor that is no socket. (The header's {@code QIOChannelFile}.)
 *
 * <p>Reading or writing a regular file never answers {@link QioChannel#WOULD_BLOCK}: the operating
 * system knows no readiness of disks. Such a call may keep its thread, and a virtual thread's
 * carrier with it, until the disk has answered.
 */
public final class FileProvider implements ChannelProvider {

  /** The system property that forces an engine: {@code native} or {@code nio}. */
  static final String ENGINE_PROPERTY = "qio.file.engine";

  private final @Nullable FileEngine engine;
  private final Availability availability;

  /** For {@link java.util.ServiceLoader}. The engine that is chosen now serves for good. */
  public FileProvider() {
    this(System.getProperty(ENGINE_PROPERTY, ""));
  }

  FileProvider(String wanted) {
    EngineChoice choice = EngineChoice.of(ENGINE_PROPERTY, wanted);
    availability = choice.availability();
    if (availability.isAvailable()) {
      engine = choice.isPortable() ? new NioEngine() : new NativeEngine();
    } else {
      engine = null;
    }
  }

  @Override
  public String name() {
    return "file";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("file", "stdio");
  }

  @Override
  public List<ChannelOption<?>> options() {
    return FileOptions.all();
  }

  @Override
  public Availability availability() {
    return availability;
  }

  /**
   * Checks the path, or the name of the stream, and that the options fit each other.
   *
   * @throws InvalidAddressException if they do not
   */
  @Override
  public void check(Endpoint endpoint, OptionValues options) {
    if (isStdio(endpoint)) {
      StdioSide.of(endpoint, options);
    } else {
      OpenRequest.of(endpoint, options);
    }
  }

  private static boolean isStdio(Endpoint endpoint) {
    return endpoint.scheme().equals("stdio");
  }

  /**
   * Opens a file or the standard streams. Waits if the address names a FIFO that is to be written
   * and that nobody reads yet; opening one for reading does not wait, but reading from it does.
   * Waits as well for a lock that somebody else has, if {@code lock-timeout} says so.
   *
   * @throws InvalidAddressException if there is no path, a host, or options that do not fit
   * @throws java.nio.file.NoSuchFileException if the file is missing and not to be made
   * @throws java.nio.file.FileAlreadyExistsException if it exists and {@code exclusive} is on
   * @throws java.nio.file.AccessDeniedException if this process may not
   * @throws qio.api.channel.FileLockedException if somebody else's lock is in the way
   * @throws java.nio.file.FileSystemException if it is a directory, or cannot be opened otherwise
   * @throws java.io.InterruptedIOException if the thread is interrupted while it waits for a FIFO
   *     or a lock
   */
  @Override
  public QioChannel connect(Endpoint endpoint, OptionValues options) throws IOException {
    FileEngine chosen = engine(endpoint.toString());
    return isStdio(endpoint)
        ? chosen.stdio(
            StdioSide.of(endpoint, options),
            endpoint.toString(),
            options.get(FileOptions.RAW, false))
        : chosen.open(OpenRequest.of(endpoint, options));
  }

  @Override
  public Optional<QioChannel> adopt(Descriptor descriptor) throws IOException {
    return engine("fd:" + descriptor.number()).adopt(descriptor);
  }

  private FileEngine engine(String address) throws IOException {
    if (engine == null) {
      throw new IOException(address + ": " + availability);
    }
    return engine;
  }
}
