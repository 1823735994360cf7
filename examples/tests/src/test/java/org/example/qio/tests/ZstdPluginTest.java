package org.example.qio.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The layer as a plug-in of {@code qio}. Its library has native code, and no flag of Java's names a
 * module that is loaded later: it is all plug-ins or none.
 */
final class ZstdPluginTest {

  @TempDir Path temp;
  private Path plugins;

  /** A folder in the folder: the provider, and the library that it needs. */
  @BeforeEach
  void drop() throws IOException {
    plugins = temp.resolve("plugins");
    Path plugin = Files.createDirectories(plugins.resolve("zstd"));
    for (String module : List.of("org.example.qio.zstd", "com.github.luben.zstd_jni")) {
      Path jar = jarOf(module);
      Files.copy(jar, plugin.resolve(jar.getFileName()));
    }
  }

  private static Path jarOf(String module) {
    return Path.of(
        ModuleLayer.boot()
            .configuration()
            .findModule(module)
            .orElseThrow()
            .reference()
            .location()
            .orElseThrow());
  }

  private Program.Output qio(List<String> javaOptions, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("--plugins", plugins.toString()));
    all.addAll(List.of(arguments));
    return Program.run(Program.qio(javaOptions, all));
  }

  @Test
  void deniedNativeAccessIsToldWithTheFlagThatHelps() throws Exception {
    Program.Output listed = qio(List.of(), "providers");
    assertEquals(0, listed.status(), listed.text());
    String line =
        listed.text().lines().filter(each -> each.startsWith("zstd")).findFirst().orElseThrow();
    assertTrue(line.contains("no: native access is denied"), line);
    assertTrue(line.contains("--illegal-native-access=warn"), line);
    Program.Output used = qio(List.of(), "cat", "zstd+null:");
    assertEquals(1, used.status(), used.text());
    assertTrue(used.text().contains("--illegal-native-access=warn"), used.text());
  }

  @Test
  void withThatFlagItWorks() throws Exception {
    List<String> warn = List.of("--illegal-native-access=warn");
    Path text = Files.writeString(temp.resolve("text"), "again and ".repeat(10_000));
    Path packed = temp.resolve("text.zst");
    Program.Output copied = qio(warn, "copy", "file:" + text, "zstd+file:" + packed + "?mode=w");
    assertEquals(0, copied.status(), copied.text());
    assertTrue(Files.size(packed) < Files.size(text) / 10, "it is compressed");
    Path back = temp.resolve("back");
    Program.Output unpacked = qio(warn, "copy", "zstd+file:" + packed, "file:" + back + "?mode=w");
    assertEquals(0, unpacked.status(), unpacked.text());
    assertEquals(-1, Files.mismatch(text, back));
  }
}
