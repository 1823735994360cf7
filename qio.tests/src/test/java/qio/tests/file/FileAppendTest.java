package qio.tests.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.channel.QioChannel;

/** Appending from several places at once. */
class FileAppendTest {

  private static final int WRITERS = 4;
  private static final int RECORDS = 500;

  @TempDir Path dir;

  /** Each record goes out as three buffers; nobody's bytes may come between them. */
  @ParameterizedTest
  @EnumSource
  void recordsOfManyChannelsAreKeptWhole(Engine engine) throws Exception {
    Path path = dir.resolve("log");
    List<Threads.Running<Void>> writers = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      String name = "writer-" + w;
      writers.add(
          Threads.values()[w % 2].run(
              () -> {
                try (QioChannel log = engine.open(path, "mode=append")) {
                  for (int i = 0; i < RECORDS; i++) {
                    ByteBuffer tail =
                        ByteBuffer.allocateDirect(6).put("%05d\n".formatted(i).getBytes()).flip();
                    long n = log.writev(Bytes.of(name), Bytes.of(":"), tail);
                    assertEquals(name.length() + 7, n);
                  }
                }
                return null;
              }));
    }
    for (var writer : writers) {
      writer.result();
    }
    List<String> lines = Files.readAllLines(path);
    assertEquals(WRITERS * RECORDS, lines.size());
    int[] next = new int[WRITERS];
    for (String line : lines) {
      assertTrue(line.matches("writer-\\d:\\d{5}"), line);
      int writer = line.charAt(7) - '0';
      assertEquals(
          next[writer]++, Integer.parseInt(line.substring(9)), "each writer's order is kept");
    }
  }
}
