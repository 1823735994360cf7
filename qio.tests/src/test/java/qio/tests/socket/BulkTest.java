package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import qio.api.channel.QioChannel;
import qio.tck.Rule;

/** 250 buffers of 4194 bytes go through every kind of socket unharmed (G03, G04, S01, S03, S04). */
class BulkTest {

  private static final int BUFFERS = 250;
  private static final int SIZE = 4194;

  static Stream<Arguments> everything() {
    return Arrays.stream(SocketKind.values())
        .flatMap(
            kind ->
                Arrays.stream(Crew.values())
                    .flatMap(
                        crew ->
                            Stream.of(true, false)
                                .map(blocking -> Arguments.of(kind, crew, blocking))));
  }

  @Rule("SOCK-1")
  @ParameterizedTest
  @MethodSource("everything")
  void arrivesIdenticalInBothModesOnBothKindsOfThreads(SocketKind kind, Crew crew, boolean blocking)
      throws Exception {
    try (SocketPair pair = kind.pair()) {
      pair.client().setBlocking(blocking);
      pair.server().setBlocking(blocking);
      var writer = crew.start(() -> write(pair.client(), false));
      var reader = crew.start(() -> read(pair.server()));
      writer.get();
      assertIntact(reader.get());
    }
  }

  @ParameterizedTest
  @EnumSource(SocketKind.class)
  void goesBothWaysAtOnceThroughDirectBuffers(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      var there = Crew.PLATFORM.start(() -> write(pair.client(), true));
      var back = Crew.VIRTUAL.start(() -> write(pair.server(), true));
      var atServer = Crew.VIRTUAL.start(() -> read(pair.server()));
      var atClient = Crew.PLATFORM.start(() -> read(pair.client()));
      there.get();
      back.get();
      assertIntact(atServer.get());
      assertIntact(atClient.get());
    }
  }

  private static Void write(QioChannel channel, boolean direct) throws Exception {
    ByteBuffer[] all = new ByteBuffer[BUFFERS];
    for (int i = 0; i < BUFFERS; i++) {
      all[i] = direct && i % 3 != 0 ? ByteBuffer.allocateDirect(SIZE) : ByteBuffer.allocate(SIZE);
      while (all[i].hasRemaining()) {
        all[i].put((byte) i);
      }
      all[i].flip();
    }
    channel.writevAll(all);
    return null;
  }

  private static ByteBuffer[] read(QioChannel channel) throws Exception {
    ByteBuffer[] all = new ByteBuffer[BUFFERS];
    Arrays.setAll(all, i -> ByteBuffer.allocate(SIZE));
    channel.readvAll(all);
    return all;
  }

  private static void assertIntact(ByteBuffer[] all) {
    for (int i = 0; i < BUFFERS; i++) {
      byte[] expected = new byte[SIZE];
      Arrays.fill(expected, (byte) i);
      assertEquals(SIZE, all[i].position());
      assertArrayEquals(expected, all[i].array(), "buffer " + i);
    }
  }
}
