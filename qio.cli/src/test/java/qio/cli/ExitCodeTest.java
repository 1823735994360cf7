package qio.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import qio.api.channel.InvalidAddressException;
import qio.cli.text.FailureText;

class ExitCodeTest {

  @Test
  void whatCannotBeMeantIsUsageAndTheRestIsIo() {
    assertEquals(ExitCode.USAGE, ExitCode.of(new InvalidAddressException("x", "y")));
    assertEquals(
        ExitCode.USAGE, ExitCode.of(new CompletionException(new IllegalArgumentException("y"))));
    assertEquals(ExitCode.IO, ExitCode.of(new IOException("y")));
    assertEquals(ExitCode.IO, ExitCode.of(new OutOfMemoryError("heap")));
    assertEquals(ExitCode.IO, ExitCode.of(new IllegalStateException("a defect")));
  }

  @Test
  void outOfMemorySaysWhatToTry() {
    assertEquals(
        "out of memory (Java heap space); give the JVM more, with -Xmx1g for instance",
        FailureText.of(new OutOfMemoryError("Java heap space")));
  }
}
