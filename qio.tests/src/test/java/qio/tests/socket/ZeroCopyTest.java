package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.WritePendingException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.Qio;
import qio.api.channel.ChannelFeature;
import qio.api.channel.QioChannel;
import qio.api.channel.UnsupportedFeatureException;
import qio.api.channel.WriteFlag;
import qio.posix.ZeroCopySender;
import qio.tck.Rule;

/** Writes without a copy, and the flush that says when the buffers are free again (S50–S54). */
class ZeroCopyTest {

  private static final Set<WriteFlag> ZERO_COPY = Set.of(WriteFlag.ZERO_COPY);

  /** Ends whose sender holds much and whose receiver little, so that buffers stay in use. */
  private static SocketPair stalling(SocketKind kind, String... more) throws IOException {
    return stalling("64KiB", kind, more);
  }

  private static SocketPair stalling(String receiving, SocketKind kind, String... more)
      throws IOException {
    Assumptions.assumeTrue(ZeroCopySender.isSupported(), "this system has no MSG_ZEROCOPY");
    String[] options = java.util.Arrays.copyOf(more, more.length + 1);
    options[more.length] = "sndbuf=4MiB";
    var listener = kind.listen("rcvbuf=" + receiving);
    QioChannel client = kind.connect(listener, options);
    return new SocketPair(listener, client, listener.accept());
  }

  private static ByteBuffer[] direct(int size) {
    return new ByteBuffer[] {ByteBuffer.allocateDirect(size)};
  }

  private static long write(QioChannel channel, ByteBuffer[] srcs) throws IOException {
    return channel.writevFull(srcs, 0, srcs.length, List.of(), ZERO_COPY);
  }

  @Rule("ZC-1")
  @ParameterizedTest
  @EnumSource
  void itIsOfferedWhereTheSocketCanDoIt(SocketKind kind) throws Exception {
    try (SocketPair pair = kind.pair()) {
      boolean able = kind.isNative() && kind.isTcp() && ZeroCopySender.isSupported();
      for (QioChannel end : List.of(pair.client(), pair.server())) {
        assertEquals(able, end.hasFeature(ChannelFeature.WRITE_ZERO_COPY), end.toString());
        assertTrue(end.flush(), "nothing to wait for");
        if (!able) {
          ByteBuffer[] srcs = direct(10);
          assertThrows(UnsupportedFeatureException.class, () -> write(end, srcs));
          assertEquals(0, srcs[0].position());
        }
      }
    }
  }

  @Rule("ZC-1")
  @Test
  void anAdoptedSocketCanDoItToo() throws Exception {
    try (SocketPair pair = stalling(SocketKind.NATIVE_TCP);
        QioChannel adopted = Qio.adopt(pair.client().descriptor().orElseThrow().dup())) {
      assertEquals(10, write(adopted, direct(10)));
      Bytes.receive(pair.server(), 10);
      assertFalse(adopted.flush());
    }
  }

  @Rule({"ZC-2", "ZC-3"})
  @ParameterizedTest
  @EnumSource
  void flushWaitsUntilThePeerHasTakenAll(Crew crew) throws Exception {
    for (SocketKind kind : List.of(SocketKind.NATIVE_TCP, SocketKind.NATIVE_TCP6)) {
      try (SocketPair pair = stalling(kind)) {
        ByteBuffer[] src = direct(1 << 20);
        long sent = write(pair.client(), src);
        var flush = crew.start(() -> pair.client().flush());
        flush.asleep();
        assertThrows(WritePendingException.class, () -> pair.client().flush());
        Bytes.receive(pair.server(), (int) sent);
        assertFalse(flush.get(), "the loopback copies");
        assertTrue(pair.client().flush(), "nothing since");
      }
    }
  }

  @Rule("ZC-4")
  @ParameterizedTest
  @EnumSource
  void aFlushCanBeInterruptedAndCalledAgain(Crew crew) throws Exception {
    try (SocketPair pair = stalling(SocketKind.NATIVE_TCP)) {
      long sent = write(pair.client(), direct(1 << 20));
      var flush = crew.start(() -> pair.client().flush()).asleep();
      flush.thread().interrupt();
      flush.failure(InterruptedIOException.class);
      var again = crew.start(() -> pair.client().flush()).asleep();
      Bytes.receive(pair.server(), (int) sent);
      assertFalse(again.get());
    }
  }

  @Rule("ZC-4")
  @ParameterizedTest
  @EnumSource
  void closingWakesAFlushAndThePeerStillGetsAll(Crew crew) throws Exception {
    try (SocketPair pair = stalling(SocketKind.NATIVE_TCP)) {
      long sent = write(pair.client(), direct(1 << 20));
      var flush = crew.start(() -> pair.client().flush()).asleep();
      pair.client().close();
      flush.failure(AsynchronousCloseException.class);
      Bytes.receive(pair.server(), (int) sent);
      assertEquals(QioChannel.EOF, pair.server().read(ByteBuffer.allocate(1)));
    }
  }

  @Rule("ZC-4")
  @Test
  void theWriteTimeoutHoldsForAFlush() throws Exception {
    try (SocketPair pair = stalling(SocketKind.NATIVE_TCP, "write-timeout=100ms")) {
      write(pair.client(), direct(1 << 20));
      var late = assertThrows(SocketTimeoutException.class, () -> pair.client().flush());
      assertTrue(late.getMessage().contains("write-timeout"), late.getMessage());
      assertTrue(pair.client().isOpen());
    }
  }

  @Rule("ZC-5")
  @Test
  void heapBuffersAreCopiedAndFlushSaysSo() throws Exception {
    try (SocketPair pair = stalling(SocketKind.NATIVE_TCP)) {
      ByteBuffer[] srcs = {ByteBuffer.allocate(100)};
      assertEquals(100, write(pair.client(), srcs));
      assertFalse(pair.client().flush(), "at once, although nobody reads");
    }
  }

  @Rule("ZC-8")
  @Test
  void manySmallWritesRunIntoALimitThatTheMessageExplains() throws Exception {
    try (SocketPair pair = stalling("4KiB", SocketKind.NATIVE_TCP, "nodelay=on")) {
      QioChannel channel = pair.client();
      channel.setBlocking(false);
      assertTrue(channel.write(ByteBuffer.allocate(200_000)) > 0, "which closes the window");
      ByteBuffer[] small = direct(200);
      ByteBuffer between = ByteBuffer.allocate(5000);
      SocketException failure =
          assertThrows(
              SocketException.class,
              () -> {
                // Plain writes in between keep the kernel from joining the notices.
                for (long n = 1; n > 0; n = channel.write(between.clear())) {
                  small[0].clear();
                  write(channel, small);
                }
              });
      assertTrue(failure.getMessage().contains("ENOBUFS (105)"), failure.getMessage());
      assertTrue(failure.getMessage().contains("ulimit -l"), failure.getMessage());
      assertTrue(failure.getMessage().contains("optmem_max"), failure.getMessage());
      assertTrue(channel.write(between.clear()) > 0, "a plain write still goes");
    }
  }

  @Rule("ZC-6")
  @ParameterizedTest
  @EnumSource
  void noticesDoNotDisturbTheReader(Crew crew) throws Exception {
    try (SocketPair pair = stalling(SocketKind.NATIVE_TCP)) {
      var reading = crew.start(() -> Bytes.receive(pair.client(), 4)).asleep();
      for (int i = 0; i < 100; i++) {
        assertEquals(1000, write(pair.client(), direct(1000)));
        Bytes.receive(pair.server(), 1000);
      }
      Bytes.send(pair.server(), "done");
      assertEquals("done", reading.get());
      assertFalse(pair.client().flush());
    }
  }

  @Rule("ZC-7")
  @Test
  void nothingIsLeftOpen() throws Exception {
    OpenDescriptors.unchangedBy(
        () -> {
          try (SocketPair pair = stalling(SocketKind.NATIVE_TCP)) {
            long sent = write(pair.client(), direct(200_000));
            pair.client().close();
            Bytes.receive(pair.server(), (int) sent);
          }
        });
  }
}
