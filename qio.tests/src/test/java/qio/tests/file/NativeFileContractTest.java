package qio.tests.file;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import qio.api.channel.QioChannel;
import qio.tck.Rule;
import qio.tck.SeekContract;

/** A regular file on the native engine keeps the contract of channels with a position. */
@Rule("FILE-4")
final class NativeFileContractTest implements SeekContract {

  @TempDir Path dir;

  @Override
  public QioChannel openSeekable() throws Exception {
    return Engine.NATIVE.open(Files.createTempFile(dir, "seek", ".bin"), "mode=rw");
  }
}
