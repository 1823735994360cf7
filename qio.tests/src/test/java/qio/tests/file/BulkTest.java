package qio.tests.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.channel.QioChannel;
import qio.spi.file.PipeChannels;

/** The bulk rule (G03, G04): what was written in one piece is read in one piece, identical. */
class BulkTest {

  @TempDir Path dir;

  @ParameterizedTest
  @EnumSource
  void throughAFileInBothModes(Engine engine) throws Exception {
    for (boolean blocking : new boolean[] {true, false}) {
      Path path = dir.resolve("bulk-" + blocking);
      try (QioChannel file = engine.open(path, "mode=w")) {
        file.setBlocking(blocking);
        file.writevAll(Bytes.bulk());
      }
      ByteBuffer[] back = Bytes.room();
      try (QioChannel file = engine.open(path)) {
        file.setBlocking(blocking);
        file.readvAll(back);
      }
      assertTrue(Bytes.isBulk(back));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PLATFORM, true",
    "PLATFORM, false",
    "VIRTUAL, true",
    "VIRTUAL, false",
  })
  void f04_throughAPipeInBothModesOnBothKindsOfThread(Threads threads, boolean blocking)
      throws Exception {
    try (PipeChannels pipe = PipeChannels.open()) {
      pipe.reader().setBlocking(blocking);
      pipe.writer().setBlocking(blocking);
      ByteBuffer[] back = Bytes.room();
      var reading =
          threads.run(
              () -> {
                pipe.reader().readvAll(back);
                return pipe.reader().readAllEof(ByteBuffer.allocate(1));
              });
      var writing =
          threads.run(
              () -> {
                pipe.writer().writevAll(Bytes.bulk());
                pipe.writer().close();
                return null;
              });
      writing.result();
      assertEquals(false, reading.result(), "the end comes after the last byte");
      assertTrue(Bytes.isBulk(back));
    }
  }
}
