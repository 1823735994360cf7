package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.channel.ChannelFeature;
import qio.api.channel.DescriptorList;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.ShutdownMode;
import qio.api.channel.UnsupportedFeatureException;
import qio.api.spi.Layer;
import qio.tck.Rule;

/** Bytes through TLS, over pairs in memory of every manner. */
class TlsTransferTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static Pipe.Manner manner(String name) {
    return switch (name) {
      case "socket" -> Pipe.Manner.SOCKET;
      case "bytewise" -> Pipe.Manner.BYTE_BY_BYTE;
      case "mean" -> Pipe.Manner.MEAN;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Layer client(String version) throws IOException {
    return version.equals("1.2")
        ? Engines.only("TLSv1.2").clientLayer()
        : Keyring.SHARED.clientLayer(TlsOptions.MIN_VERSION, "1.3");
  }

  private static TlsPair open(String manner, String version, long seed) throws IOException {
    return TlsPair.over(
        PipeChannel.pair(manner(manner), seed), client(version), Keyring.SHARED.serverLayer());
  }

  private static ByteBuffer[] numbered(int count, int size) {
    ByteBuffer[] buffers = new ByteBuffer[count];
    for (int i = 0; i < count; i++) {
      byte[] content = new byte[size];
      Arrays.fill(content, (byte) i);
      buffers[i] = ByteBuffer.wrap(content);
    }
    return buffers;
  }

  private static void bulk(QioChannel from, QioChannel to, int count, int size, boolean virtual)
      throws Exception {
    Work.Action sending = () -> from.writevAll(numbered(count, size));
    Work<Void> sender = virtual ? Work.virtual(sending) : Work.platform(sending);
    ByteBuffer[] got = new ByteBuffer[count];
    Arrays.setAll(got, i -> ByteBuffer.allocate(size));
    Work.Action receiving = () -> to.readvAll(got);
    (virtual ? Work.virtual(receiving) : Work.platform(receiving)).get();
    sender.get();
    ByteBuffer[] wanted = numbered(count, size);
    for (int i = 0; i < count; i++) {
      assertArrayEquals(wanted[i].array(), got[i].array(), "buffer " + i);
    }
  }

  /** The bulk rule: 250 buffers of 4194 bytes, each filled with its number. */
  @ParameterizedTest
  @CsvSource({
    "socket,1.3,true,true", "socket,1.3,true,false", "socket,1.3,false,true",
        "socket,1.3,false,false",
    "socket,1.2,true,true", "socket,1.2,false,false", "mean,1.3,true,true", "mean,1.3,false,false",
    "mean,1.2,false,true"
  })
  void bulkBothWays(String manner, String version, boolean blocking, boolean virtual)
      throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    try (TlsPair pair = open(manner, version, seed)) {
      pair.client().setBlocking(blocking);
      pair.server().setBlocking(blocking);
      bulk(pair.client(), pair.server(), 250, 4194, virtual);
      bulk(pair.server(), pair.client(), 250, 4194, virtual);
    }
  }

  @Rule("TLS-11")
  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void everyRecordSplitIntoSingleBytes(String version) throws Exception {
    try (TlsPair pair = open("bytewise", version, 1)) {
      bulk(pair.client(), pair.server(), 10, 2000, true);
      bulk(pair.server(), pair.client(), 10, 2000, true);
    }
  }

  @Rule("TLS-78")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatDoesNotFillARecordWaitsUnderACork(boolean blocking) throws Exception {
    try (TlsPair pair = open("socket", "1.3", 1)) {
      bulk(pair.client(), pair.server(), 1, 10, false);
      pair.client().setBlocking(blocking);
      pair.server().setBlocking(false);
      pair.client().setCork(true);
      pair.client().writeAll(ByteBuffer.wrap(new byte[] {1, 2}));
      pair.client().writeAll(ByteBuffer.wrap(new byte[] {3}));
      ByteBuffer got = ByteBuffer.allocate(4);
      assertEquals(QioChannel.WOULD_BLOCK, pair.server().read(got));
      pair.client().setCork(false);
      assertTrue(pair.server().await(IoCondition.IN, LIMIT));
      assertEquals(3, pair.server().read(got), "all in one record");
    }
  }

  @Rule("TLS-78")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void fullRecordsUnderACorkLeaveFiveAtATime(boolean blocking) throws Exception {
    try (TlsPair pair = open("socket", "1.3", 1)) {
      bulk(pair.client(), pair.server(), 1, 10, false);
      pair.client().setBlocking(blocking);
      pair.server().setBlocking(false);
      pair.client().setCork(true);
      ByteBuffer got = ByteBuffer.allocate(100_000);
      pair.client().writeAll(ByteBuffer.allocate(4 * 16_367));
      assertEquals(QioChannel.WOULD_BLOCK, pair.server().read(got), "four records wait for one");
      Work<Void> fifth = Work.platform(() -> pair.client().writeAll(ByteBuffer.allocate(16_367)));
      readUpTo(pair.server(), got, 5 * 16_367);
      fifth.get();
      pair.client().writeAll(ByteBuffer.allocate(16_367 + 1));
      assertEquals(QioChannel.WOULD_BLOCK, pair.server().read(got), "and so does the next");
      pair.client().setCork(false);
      readUpTo(pair.server(), got, 6 * 16_367 + 1);
    }
  }

  private static void readUpTo(QioChannel from, ByteBuffer got, int position) throws IOException {
    while (got.position() < position) {
      if (from.read(got) == QioChannel.WOULD_BLOCK) {
        assertTrue(from.await(IoCondition.IN, LIMIT));
      }
    }
    assertEquals(position, got.position());
  }

  @Rule("TLS-78")
  @ParameterizedTest
  @CsvSource({"socket,true", "socket,false", "mean,true", "mean,false", "bytewise,false"})
  void aStreamUnderACorkThatIsPulledNowAndThenIsTheSameStream(String manner, boolean blocking)
      throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    byte[] content = new byte[300_000];
    new Random(seed).nextBytes(content);
    try (TlsPair pair = open(manner, "1.3", seed)) {
      pair.client().setBlocking(blocking);
      Work<Void> sender = Work.virtual(() -> writeCorked(pair.client(), content, seed));
      ByteBuffer got = ByteBuffer.allocate(content.length);
      pair.server().readAll(got);
      assertArrayEquals(content, got.array());
      sender.get();
    }
  }

  private static void writeCorked(QioChannel to, byte[] content, long seed) throws IOException {
    Random random = new Random(seed);
    for (int at = 0; at < content.length; ) {
      int size = Math.min(content.length - at, random.nextInt(1, 1 << random.nextInt(1, 17)));
      to.writeAll(ByteBuffer.wrap(content, at, size));
      at += size;
      if (random.nextInt(4) == 0) {
        to.setCork(random.nextBoolean());
      }
    }
    to.setCork(false);
  }

  @Rule("TLS-78")
  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void shutdownSendsWhatWasHeldUnderACork(String version) throws Exception {
    try (TlsPair pair = open("socket", version, 1)) {
      bulk(pair.client(), pair.server(), 1, 10, false);
      pair.client().setCork(true);
      pair.client().writeAll(ByteBuffer.allocate(5000));
      pair.client().shutdown(ShutdownMode.WRITE);
      pair.server().readAll(ByteBuffer.allocate(5000));
      assertEquals(QioChannel.EOF, pair.server().read(ByteBuffer.allocate(1)));
    }
  }

  @Rule("TLS-78")
  @ParameterizedTest
  @ValueSource(strings = {"socket", "mean", "bytewise"})
  void closeSendsWhatWasHeldUnderACork(String manner) throws Exception {
    try (TlsPair pair = open(manner, "1.3", 5)) {
      Work<Void> writer =
          Work.platform(
              () -> {
                pair.client().setCork(true);
                pair.client().writeAll(ByteBuffer.allocate(20_000));
                pair.client().close();
              });
      pair.server().readAll(ByteBuffer.allocate(20_000));
      assertEquals(QioChannel.EOF, pair.server().read(ByteBuffer.allocate(1)));
      writer.get();
    }
  }

  @Rule("TLS-78")
  @Test
  void closeTellsThatThePeerEndedTls12BeforeWhatWasHeldUnderACork() throws Exception {
    try (TlsPair pair = open("socket", "1.2", 1)) {
      bulk(pair.client(), pair.server(), 1, 10, false);
      pair.client().setCork(true);
      pair.client().writeAll(ByteBuffer.allocate(12));
      pair.server().shutdown(ShutdownMode.WRITE);
      assertEquals(QioChannel.EOF, pair.client().read(ByteBuffer.allocate(1)));
      IOException lost = assertThrows(IOException.class, pair.client()::close);
      assertTrue(lost.getMessage().contains("the last 12 written bytes"), lost.getMessage());
    }
  }

  @Test
  void oneReadsWhileOneWritesInBothDirectionsAtOnce() throws Exception {
    try (TlsPair pair = open("mean", "1.3", 7)) {
      Work<Void> upwards = Work.platform(() -> bulk(pair.client(), pair.server(), 60, 4194, false));
      Work<Void> downwards = Work.virtual(() -> bulk(pair.server(), pair.client(), 60, 4194, true));
      upwards.get();
      downwards.get();
    }
  }

  @Test
  void randomSizesOnBothSidesKeepTheStreamWhole() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    byte[] content = new byte[700_000];
    random.nextBytes(content);
    try (TlsPair pair = open("mean", "1.3", seed)) {
      Work<Void> sender =
          Work.virtual(
              () -> {
                var sizes = new Random(seed);
                for (int at = 0; at < content.length; ) {
                  int n = Math.min(content.length - at, 1 + sizes.nextInt(40_000));
                  pair.client().writeAll(ByteBuffer.wrap(content, at, n));
                  at += n;
                }
              });
      byte[] got = new byte[content.length];
      for (int at = 0; at < got.length; ) {
        ByteBuffer into =
            ByteBuffer.wrap(got, at, Math.min(got.length - at, 1 + random.nextInt(40_000)));
        at += pair.server().read(into);
      }
      sender.get();
      assertArrayEquals(content, got);
    }
  }

  @Test
  void directAndScatteredBuffersServe() throws Exception {
    try (TlsPair pair = open("socket", "1.3", 1)) {
      ByteBuffer source = ByteBuffer.allocateDirect(50_000);
      while (source.hasRemaining()) {
        source.put((byte) source.position());
      }
      Work<Void> sender = Work.virtual(() -> pair.client().writeAll(source.flip()));
      ByteBuffer[] into = {
        ByteBuffer.allocateDirect(1),
        ByteBuffer.allocate(0),
        ByteBuffer.allocate(16_390),
        ByteBuffer.allocateDirect(33_609)
      };
      pair.server().readvAll(into);
      sender.get();
      int at = 0;
      for (ByteBuffer buffer : into) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          assertEquals((byte) at++, buffer.get());
        }
      }
      assertEquals(50_000, at);
    }
  }

  @Test
  void aWriteSendsSeveralRecordsWithOneCallBelow() throws Exception {
    try (TlsPair pair =
        TlsPair.over(
            PipeChannel.pair(Pipe.Manner.ROOMY, 1),
            Keyring.SHARED.clientLayer(),
            Keyring.SHARED.serverLayer())) {
      Handshakes.both(pair);
      long before = pair.clientBelow().out.writes();
      int taken = pair.client().write(ByteBuffer.allocate(200_000));
      assertTrue(taken > 4 * 16_000 && taken <= 5 * 16_384, "taken " + taken);
      assertEquals(1, pair.clientBelow().out.writes() - before);
    }
  }

  /** The JDK's engine puts a little less into a record than fits, so these are five. */
  @Test
  void sixtyFourKibibytesAreOneCallBelow() throws Exception {
    try (TlsPair pair =
        TlsPair.over(
            PipeChannel.pair(Pipe.Manner.ROOMY, 1),
            Keyring.SHARED.clientLayer(),
            Keyring.SHARED.serverLayer())) {
      Handshakes.both(pair);
      long before = pair.clientBelow().out.writes();
      assertEquals(65_536, pair.client().write(ByteBuffer.allocate(65_536)));
      assertEquals(1, pair.clientBelow().out.writes() - before);
    }
  }

  @Test
  void aReadTakesAllRecordsThatAreThereWithOneCallBelow() throws Exception {
    try (TlsPair pair =
        TlsPair.over(
            PipeChannel.pair(Pipe.Manner.ROOMY, 1),
            Keyring.SHARED.clientLayer(),
            Keyring.SHARED.serverLayer())) {
      Handshakes.both(pair);
      pair.client().writeAll(ByteBuffer.allocate(7 * 16_384));
      long before = pair.serverBelow().in.reads();
      assertEquals(7 * 16_384, pair.server().read(ByteBuffer.allocate(200_000)));
      assertEquals(1, pair.serverBelow().in.reads() - before);
    }
  }

  @Test
  void nonBlockingCallsAnswerWouldBlockUntilThereIsSomething() throws Exception {
    try (TlsPair pair = open("socket", "1.3", 1)) {
      pair.client().setBlocking(false);
      pair.server().setBlocking(false);
      assertEquals(QioChannel.WOULD_BLOCK, pair.server().read(ByteBuffer.allocate(1)));
      Handshakes.both(pair);
      assertEquals(QioChannel.WOULD_BLOCK, pair.server().read(ByteBuffer.allocate(1)));
      int taken = 0;
      for (int n = 0;
          n != QioChannel.WOULD_BLOCK;
          n = pair.client().write(ByteBuffer.allocate(9000))) {
        taken += n;
      }
      assertEquals(1, pair.server().read(ByteBuffer.allocate(1)));
      pair.server().setBlocking(true);
      pair.server().readAll(ByteBuffer.allocate(taken - 1));
    }
  }

  @Test
  void whatANonBlockingWriteTookIsSentThoughNobodyComesBack() throws Exception {
    try (TlsPair pair = open("socket", "1.3", 1)) {
      Handshakes.both(pair);
      pair.client().setBlocking(false);
      long taken = 0;
      for (long n = 0; n >= 0; n = pair.client().write(ByteBuffer.allocate(60_000))) {
        taken += n;
      }
      long wanted = taken;
      ByteBuffer got = ByteBuffer.allocate((int) wanted);
      Work.virtual(() -> pair.server().readAll(got)).get();
      assertFalse(got.hasRemaining());
    }
  }

  @Test
  void aBlockingWriteReturnsWhenEverythingHasLeft() throws Exception {
    try (TlsPair pair = open("mean", "1.3", 1)) {
      Handshakes.both(pair);
      Work<Integer> writer = Work.platform(() -> pair.client().write(ByteBuffer.allocate(60_000)));
      writer.awaitAsleep();
      ByteBuffer got = ByteBuffer.allocate(60_000);
      Work<Void> reader = Work.virtual(() -> pair.server().readAll(got));
      assertEquals(60_000, writer.get());
      reader.get();
    }
  }

  @Rule("TLS-10")
  @Test
  void featuresAreThoseThatTlsHas() throws Exception {
    try (TlsPair pair = open("socket", "1.3", 1)) {
      assertEquals(
          Set.of(ChannelFeature.SHUTDOWN, ChannelFeature.CONCURRENT_IO), pair.client().features());
      assertTrue(pair.clientBelow().hasFeature(ChannelFeature.FD_PASS));
      assertThrows(
          UnsupportedFeatureException.class,
          () ->
              pair.client()
                  .readvFull(
                      new ByteBuffer[] {ByteBuffer.allocate(1)},
                      0,
                      1,
                      new DescriptorList(),
                      Set.of()));
      assertTrue(pair.client().descriptor().isEmpty());
      assertEquals("tls+pipe:client", pair.client().address());
    }
  }

  @Test
  void aCoroutineIsResumedOnAttachedContexts() throws Exception {
    try (TlsPair pair = open("mean", "1.3", 3);
        Loops loops = new Loops()) {
      pair.client().setBlocking(false);
      pair.server().setBlocking(false);
      pair.client().attachAioContext(loops.first());
      pair.server().attachAioContext(loops.second());
      bulk(pair.client(), pair.server(), 20, 4194, true);
    }
  }

  @Rule("TLS-9")
  @Test
  void awaitingComesBackWhenDecryptedBytesAreHeld() throws Exception {
    try (TlsPair pair = open("socket", "1.3", 1)) {
      Handshakes.both(pair);
      pair.client().writeAll(ByteBuffer.wrap(new byte[31]));
      for (int i = 0; i < 31; i++) {
        Work.virtual(() -> pair.server().await(IoCondition.IN)).get();
        assertEquals(1, pair.server().read(ByteBuffer.allocate(1)));
      }
    }
  }

  /** A channel below that has read more than it was asked for still hands it out. */
  @Rule("TLS-16")
  @Test
  void whatTheChannelBelowHasReadAlreadyIsNotLost() throws Exception {
    try (TlsPair outer = open("socket", "1.3", 1)) {
      Handshakes.both(outer);
      outer.server().writeAll(ByteBuffer.allocate(1));
      outer.client().readAll(ByteBuffer.allocate(1));
      outer.client().writeAll(ByteBuffer.wrap("STARTTLS\n".getBytes()));
      long before = outer.clientBelow().out.carried();
      QioChannel client = Keyring.SHARED.clientLayer().over(outer.client());
      client.handshake();
      Work.await("the hello behind it", () -> outer.clientBelow().out.carried() > before);
      outer.server().readAll(ByteBuffer.allocate(9));
      assertEquals(0, outer.serverBelow().in.held(), "the hello was taken with it");
      QioChannel server = Keyring.SHARED.serverLayer().over(outer.server());
      Work<Void> writer = Work.virtual(() -> client.writeAll(ByteBuffer.allocate(100_000)));
      server.readAll(ByteBuffer.allocate(100_000));
      writer.get();
      client.close();
      server.close();
    }
  }

  @Test
  void emptyTransfersMoveNothing() throws Exception {
    try (TlsPair pair = open("socket", "1.3", 1)) {
      assertEquals(0, pair.client().write(ByteBuffer.allocate(0)));
      assertEquals(0, pair.client().read(ByteBuffer.allocate(0)));
      assertEquals(
          List.of(0L, 0L),
          List.of(pair.clientBelow().out.carried(), pair.serverBelow().out.carried()));
    }
  }
}
