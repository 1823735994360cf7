package qio.tests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import qio.tests.socket.Peer;

/** The models of decision 012 hold, and spin finds what their mutations break. */
class ModelsIT {

  private static final Path SCRIPT = Path.of("../module-info-docs/decisions/models/run");
  private static final long LIMIT_SECONDS = 280;

  @TempDir private Path folder;

  @Test
  @Timeout(300)
  void modelsHoldAndMutationsAreFound() throws Exception {
    Peer.assumeInstalled("bash");
    Peer.assumeInstalled("spin");
    Peer.assumeInstalled("cc");
    Path output = folder.resolve("output");
    Process run =
        new ProcessBuilder("bash", SCRIPT.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(run.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), () -> text(output));
      assertEquals(0, run.exitValue(), () -> text(output));
      assertTrue(text(output).contains("readiness -DPLAIN_DRAINED"), () -> text(output));
    } finally {
      run.descendants().forEach(ProcessHandle::destroyForcibly);
      run.destroyForcibly();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
