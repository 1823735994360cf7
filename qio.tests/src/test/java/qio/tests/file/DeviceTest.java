package qio.tests.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.aio.AioContext;
import qio.api.channel.ChannelFeature;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.WatchSource;

/** Character devices: some wait, some never do. */
class DeviceTest {

  @Test
  void theNullDeviceTakesEverythingAndHasNothing() throws Exception {
    try (QioChannel device = Engine.NATIVE.open(Path.of("/dev/null"), "mode=rw")) {
      assertEquals(11, device.write(Bytes.of("hello world")));
      assertEquals(QioChannel.EOF, device.read(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void theZeroDeviceNeverEnds() throws Exception {
    try (QioChannel device = Engine.NATIVE.open(Path.of("/dev/zero"))) {
      ByteBuffer some = ByteBuffer.allocate(10_000).put(new byte[] {1, 2, 3}).clear();
      device.readAll(some);
      assertEquals(ByteBuffer.allocate(10_000), some.flip());
    }
  }

  @Test
  void aFullDeviceSaysSoWithItsAddress() throws Exception {
    try (QioChannel device = Engine.NATIVE.open(Path.of("/dev/full"), "mode=w")) {
      IOException full = assertThrows(IOException.class, () -> device.write(Bytes.of("x")));
      assertTrue(
          full.getMessage().contains("file:/dev/full") && full.getMessage().contains("ENOSPC"),
          full.getMessage());
    }
  }

  @Test
  void aDeviceThatKnowsNoWaitingIsAlwaysReady() throws Exception {
    try (AioContext loop = AioContext.open("test");
        QioChannel device = Engine.NATIVE.open(Path.of("/dev/null"), "mode=rw")) {
      int[] calls = new int[3];
      WatchSource watch =
          device.addWatch(
              Set.of(IoCondition.IN, IoCondition.OUT),
              (channel, ready) -> {
                calls[0] += ready.size();
                return true;
              },
              loop);
      device.setAioFdHandler(loop, () -> calls[1]++, () -> calls[2]++);
      assertTrue(loop.poll(Duration.ofSeconds(10)));
      assertEquals(2, calls[0]);
      assertEquals(1, calls[1]);
      assertEquals(1, calls[2]);
      assertTrue(watch.isOpen());
      device.await(IoCondition.IN);
    }
  }

  /** The controlling side of a new terminal: what is typed into it comes back as its echo. */
  @ParameterizedTest
  @EnumSource
  void aTerminalWaitsAndCanBeWatched(Threads threads) throws Exception {
    Path ptmx = Path.of("/dev/ptmx");
    assumeTrue(Files.isWritable(ptmx), "needs pseudo terminals");
    try (QioChannel terminal = Engine.NATIVE.open(ptmx, "mode=rw");
        AioContext loop = AioContext.open("test")) {
      assertFalse(terminal.hasFeature(ChannelFeature.SEEKABLE), "F06");
      terminal.setBlocking(false);
      assertEquals(QioChannel.WOULD_BLOCK, terminal.read(ByteBuffer.allocate(10)));
      terminal.setBlocking(true);
      int[] calls = new int[1];
      try (WatchSource watch =
          terminal.addWatch(
              Set.of(IoCondition.IN),
              (channel, ready) -> {
                calls[0]++;
                return true;
              },
              loop)) {
        assertFalse(loop.poll(false));
        var echo =
            threads.run(
                () -> {
                  ByteBuffer typed = ByteBuffer.allocate(4);
                  terminal.readAll(typed);
                  return typed.flip();
                });
        echo.awaitAsleep("ioAwait");
        terminal.writeAll(Bytes.of("hi\n"));
        assertEquals(Bytes.of("hi\r\n"), echo.result());
        terminal.writeAll(Bytes.of("x"));
        assertTrue(loop.poll(Duration.ofSeconds(10)));
        assertTrue(watch.isOpen());
      }
      assertEquals(1, calls[0]);
    }
  }
}
