package qio.tests.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.channel.QioChannel;
import qio.tck.Rule;

/** Appending from several places at once. */
class FileAppendTest {

  private static final int WRITERS = 4;
  private static final int RECORDS = 500;
  private static final int LARGE_RECORDS = 70;

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

  /**
   * Records of 4 KiB to 256 KiB, each of one letter, its length in front, as heap and direct
   * buffers in turn.
   */
  static List<ByteBuffer> records(char letter) {
    List<ByteBuffer> records = new ArrayList<>();
    for (int i = 0; i < LARGE_RECORDS; i++) {
      int size = 4096 << i % 7;
      byte[] head = "%c%06d".formatted(letter, size).getBytes(StandardCharsets.US_ASCII);
      byte[] bytes = Arrays.copyOf(head, size);
      Arrays.fill(bytes, head.length, size, (byte) letter);
      records.add(
          i % 2 == 0 ? ByteBuffer.wrap(bytes) : ByteBuffer.allocateDirect(size).put(bytes).flip());
    }
    return records;
  }

  @Rule("FILE-11")
  @ParameterizedTest
  @EnumSource
  void largeRecordsOfSeveralProcessesAreNotTorn(Engine engine) throws Exception {
    Path path = dir.resolve("log");
    try (ChildJvm child = ChildJvm.start(engine, "append", path.toString(), "mode=append")) {
      assertEquals("open", child.says());
      List<Threads.Running<Void>> writers = new ArrayList<>();
      for (char letter : new char[] {'a', 'b'}) {
        writers.add(Threads.PLATFORM.run(() -> appendAll(engine, path, letter)));
      }
      child.goOn();
      for (var writer : writers) {
        writer.result();
      }
      assertEquals(0, child.exit());
    }
    assertEquals(3 * LARGE_RECORDS, countWhole(Files.readAllBytes(path)));
  }

  private static Void appendAll(Engine engine, Path path, char letter) throws Exception {
    try (QioChannel log = engine.open(path, "mode=append")) {
      for (ByteBuffer record : records(letter)) {
        int size = record.remaining();
        assertEquals(size, log.write(record), "all of it by one call");
      }
    }
    return null;
  }

  private static int countWhole(byte[] log) {
    int count = 0;
    int size;
    for (int at = 0; at < log.length; at += size, count++) {
      size = Integer.parseInt(new String(log, at + 1, 6, StandardCharsets.US_ASCII));
      for (int i = at + 7; i < at + size; i++) {
        assertEquals((char) log[at], (char) log[i], "record " + count + " is torn at " + i);
      }
    }
    return count;
  }
}
