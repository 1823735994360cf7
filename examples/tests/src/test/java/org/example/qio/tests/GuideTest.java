package org.example.qio.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A new user follows the guide, word for word, in an empty folder. */
final class GuideTest {

  private static final Path GUIDE = Path.of("../../module-info-docs/write-a-provider.md");
  private static final int LIMIT_SECONDS = 110;

  @TempDir Path temp;

  @Test
  @Timeout(240)
  void whatTheGuidePromisesIsWhatItsReaderSees() throws Exception {
    Program.assumeInstalled("mvn");
    Program.assumeInstalled("bash");
    Path folder = Files.createDirectory(temp.resolve("empty"));
    Path programs = qioCommand();
    List<Guide.Step> steps = Guide.read(GUIDE);
    assertTrue(steps.size() > 8, "the guide has lost its steps: " + steps.size());
    String printed = "";
    for (Guide.Step step : steps) {
      switch (step) {
        case Guide.WriteFile file -> {
          Path path = folder.resolve(file.name());
          Files.createDirectories(path.getParent());
          Files.writeString(path, file.text());
        }
        case Guide.Type typed -> printed = type(typed.commands(), folder, programs);
        case Guide.See seen ->
            assertEquals(List.of(), Guide.missing(seen.text(), printed), "it printed: " + printed);
      }
    }
  }

  /** So that the test above can fail. */
  @Test
  void aPromisedLineThatIsNotPrintedInItsPlaceIsMissed() {
    String printed = "NAME\nrot13   layer  yes\nThe end\n";
    assertEquals(List.of(), Guide.missing("rot13 layer…yes\nThe end\n", printed));
    assertEquals(List.of("rot14 layer"), Guide.missing("rot14 layer\n", printed));
    assertEquals(List.of("NAME"), Guide.missing("The end\nNAME\n", printed));
  }

  /** The command {@code qio} of the reader's path, made of what was installed. */
  private Path qioCommand() throws IOException {
    Path programs = Files.createDirectory(temp.resolve("bin"));
    String script =
        Program.qio(List.of(), List.of()).stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" ", "#!/bin/bash\nexec ", " \"$@\"\n"));
    Path command = Files.writeString(programs.resolve("qio"), script);
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    return programs;
  }

  private String type(String commands, Path folder, Path programs) throws Exception {
    Path printed = Files.createTempFile(temp, "printed", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(printed.toFile());
    var environment = builder.environment();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.merge("PATH", programs.toString(), (old, first) -> first + ":" + old);
    environment.merge(
        "MAVEN_OPTS",
        "-XX:TieredStopAtLevel=1 -Dmaven.repo.local="
            + System.getProperty("qio.example.repository"),
        (old, ours) -> old + " " + ours);
    Process process = builder.start();
    try {
      assertTrue(
          process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS),
          () -> "it does not end: " + commands + read(printed));
      assertEquals(0, process.exitValue(), () -> commands + read(printed));
      return Files.readString(printed);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
