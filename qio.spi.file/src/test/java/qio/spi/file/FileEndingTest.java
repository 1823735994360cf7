package qio.spi.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import qio.api.channel.ChannelOption;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;

/** The order of the calls that end a file, and what becomes of it when one of them fails. */
class FileEndingTest {

  /** Writes down the calls, and fails where it is told to. */
  private static final class Recorder implements FileCalls {

    final List<String> calls = new ArrayList<>();
    String failing = "";

    private void called(String name) throws IOException {
      calls.add(name);
      if (name.equals(failing)) {
        throw new IOException("device lost");
      }
    }

    @Override
    public void sync(boolean dataOnly) throws IOException {
      called(dataOnly ? "fdatasync" : "fsync");
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
      called("fsync-folder");
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      called("rename");
    }

    @Override
    public void delete(Path path) throws IOException {
      called("delete");
    }

    @Override
    public void unlock() throws IOException {
      called("unlock");
    }
  }

  private final Recorder recorder = new Recorder();
  @TempDir private Path folder;
  private Path path;

  @BeforeEach
  void makeFile() throws IOException {
    path = Files.createFile(folder.resolve("file"));
  }

  private Ending ending(String... options) throws IOException {
    Map<ChannelOption<?>, Object> values = new HashMap<>();
    for (String option : options) {
      String[] parts = option.split("=", 2);
      ChannelOption<?> known =
          FileOptions.all().stream()
              .filter(o -> o.name().equals(parts[0]))
              .findFirst()
              .orElseThrow();
      values.put(known, known.parse(parts[1]));
    }
    OpenRequest request =
        OpenRequest.of(new Endpoint("file", path.toString()), OptionValues.of(values));
    if (request.mode() != OpenMode.REPLACE) {
      return FileEnding.of(request, recorder);
    }
    var replacement =
        new Replacement(request.address(), folder.resolve("new"), new ReplaceTarget(path, null));
    return FileEnding.of(request, recorder, replacement);
  }

  @ParameterizedTest
  @CsvSource({
    "mode=w sync=data, fdatasync",
    "mode=w sync=full, fsync fsync-folder",
    "mode=rw sync=full, fsync",
    "mode=rw lock=exclusive, unlock",
    "mode=append lock=exclusive sync=data, fdatasync unlock",
    "mode=replace, fdatasync rename",
    "mode=replace sync=none, rename",
    "mode=replace sync=full, fsync rename fsync-folder",
    "mode=replace commit=shutdown, delete"
  })
  void theDiskFirstThenTheNameThenTheLock(String options, String calls) throws IOException {
    ending(options.split(" ")).close();
    assertEquals(calls, String.join(" ", recorder.calls));
  }

  @Test
  void aFileOfWhichNothingIsAskedEndsWithoutACall() throws IOException {
    assertSame(Ending.NONE, ending("mode=w"));
    assertFalse(Ending.NONE.canBeCompleted());
  }

  @Test
  void aFailureToSyncIsToldByCloseAndTheLockIsGivenBack() throws IOException {
    recorder.failing = "fsync";
    Ending ending = ending("mode=w", "sync=full", "lock=exclusive");
    IOException failure = assertThrows(IOException.class, ending::close);
    String message = failure.getMessage();
    assertTrue(message.startsWith("file:" + path + ": "), message);
    assertTrue(message.contains("may not be on the disk (device lost)"), message);
    assertEquals(List.of("fsync", "unlock"), recorder.calls);
  }

  @ParameterizedTest
  @CsvSource({"fdatasync, fdatasync delete", "rename, fdatasync rename delete"})
  void aNewFileThatCannotBePutInPlaceIsDropped(String failing, String calls) throws IOException {
    recorder.failing = failing;
    Ending ending = ending("mode=replace");
    IOException failure = assertThrows(IOException.class, ending::close);
    assertTrue(failure.getMessage().contains("the old file stays"), failure.getMessage());
    assertEquals(calls, String.join(" ", recorder.calls));
    assertThrows(IOException.class, ending::requireIncomplete);
    ending.close();
    assertEquals(calls, String.join(" ", recorder.calls), "once only");
  }

  @Test
  void theFirstFailedWriteKeepsTheNewFileFromItsPlace() throws IOException {
    Ending ending = ending("mode=replace");
    IOException first = new IOException("full");
    ending.failed(first);
    ending.failed(new IOException("still full"));
    assertSame(first, assertThrows(IOException.class, ending::complete).getCause());
    assertEquals(List.of("delete"), recorder.calls);
  }
}
