package qio.cli.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A directory of the demo's own, for its certificate, sockets and file; removed by closing. */
final class DemoFiles implements AutoCloseable {

  private static final int CHUNK = 1 << 20;
  private static final long SEED = 20_260_101;

  private final Path directory;

  private DemoFiles(Path directory) {
    this.directory = directory;
  }

  /** Makes the directory, which nobody else may enter. */
  static DemoFiles create() throws IOException {
    return new DemoFiles(Files.createTempDirectory("qio-demo"));
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  /** Makes a file of bytes that no compression or hole could shorten, the same ones each time. */
  Path generate(int mebibytes) throws IOException {
    Path file = path("data");
    var random = new SplittableRandom(SEED);
    byte[] chunk = new byte[CHUNK];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < mebibytes; i++) {
        random.nextBytes(chunk);
        out.write(chunk);
      }
    }
    return file;
  }

  @Override
  public void close() throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        Files.deleteIfExists(entry); // a listener may remove its socket at the same moment
      }
    }
    Files.delete(directory);
  }
}
