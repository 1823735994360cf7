package qio.tests.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.spi.websocket.WebSocketHandshakeException;

/** QEMU's own WebSocket servers: a chardev with a monitor behind it, and VNC. */
class QemuWebsocketIT {

  @TempDir Path folder;

  @BeforeAll
  static void qemu() {
    Qemu.assumeInstalled();
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /**
   * The monitor for people: the one for programs runs in a thread of its own, in which QEMU 7.2
   * reads nothing from a WebSocket, whoever writes.
   */
  @Test
  void aMonitorIsUsedThroughAWebSocket() throws Exception {
    int port = freePort();
    try (Qemu machine =
            Qemu.start(
                folder,
                "-machine",
                "none",
                "-chardev",
                "socket,id=ws,host=127.0.0.1,port=" + port + ",server=on,wait=off,websocket=on",
                "-mon",
                "chardev=ws,mode=readline");
        QioChannel monitor = Qio.connect("ws://127.0.0.1:" + port + "?protocols=binary")) {
      monitor.setDeadline(Duration.ofSeconds(30));
      String greeting = upTo(monitor, "(qemu) ");
      assertTrue(greeting.contains("QEMU"), greeting);
      for (int i = 0; i < 20; i++) {
        monitor.writeAll(bytes("info status\r"));
        String answer = upTo(monitor, "\n(qemu) ");
        assertTrue(answer.contains("VM status: paused"), answer);
      }
      monitor.close();
      machine.quit();
    }
  }

  private static String upTo(QioChannel channel, String end) throws Exception {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      text.append(text(channel, 1));
    }
    return text.toString();
  }

  @Test
  void itsRefusalsAreTold() throws Exception {
    int port = freePort();
    try (Qemu machine =
        Qemu.start(
            folder,
            "-machine",
            "none",
            "-chardev",
            "socket,id=ws,host=127.0.0.1,port=" + port + ",server=on,wait=off,websocket=on",
            "-mon",
            "chardev=ws,mode=control")) {
      var noPath =
          assertThrows(
              WebSocketHandshakeException.class,
              () -> Qio.connect("ws://127.0.0.1:" + port + "/other"));
      assertEquals(404, noPath.status());
      machine.quit();
    }
  }

  @Test
  void vncGreetsThroughAWebSocketAndSendsItsScreen() throws Exception {
    int websocket = freePort();
    try (Qemu machine =
        Qemu.start(folder, "-vga", "std", "-vnc", "127.0.0.1:47,websocket=" + websocket)) {
      try (QioChannel vnc = Qio.connect("ws://127.0.0.1:" + websocket + "?protocols=binary")) {
        assertEquals("RFB 003.008\n", text(vnc, 12));
        vnc.writeAll(bytes("RFB 003.008\n"));
        assertEquals(1, number(vnc, 1), "kinds of security");
        assertEquals(1, number(vnc, 1), "none");
        vnc.writeAll(ByteBuffer.wrap(new byte[] {1}));
        assertEquals(0, number(vnc, 4), "accepted");
        vnc.writeAll(ByteBuffer.wrap(new byte[] {1}));
        int width = number(vnc, 2);
        int height = number(vnc, 2);
        int bytesPerPixel = number(vnc, 1) / 8;
        text(vnc, 15);
        assertTrue(text(vnc, number(vnc, 4)).contains("QEMU"));
        vnc.writeAll(wholeScreen(width, height));
        assertEquals(0, number(vnc, 1), "an update");
        number(vnc, 1);
        long left = (long) width * height * bytesPerPixel;
        for (int rectangles = number(vnc, 2); rectangles > 0; rectangles--) {
          number(vnc, 4);
          int pixels = number(vnc, 2) * number(vnc, 2);
          assertEquals(0, number(vnc, 4), "raw");
          vnc.readAll(ByteBuffer.allocate(pixels * bytesPerPixel));
          left -= (long) pixels * bytesPerPixel;
        }
        assertEquals(0, left, "the rectangles are the screen");
      }
      machine.quit();
    }
  }

  private static ByteBuffer wholeScreen(int width, int height) {
    return ByteBuffer.allocate(10)
        .put((byte) 3)
        .put((byte) 0)
        .putShort((short) 0)
        .putShort((short) 0)
        .putShort((short) width)
        .putShort((short) height)
        .flip();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(QioChannel channel, int length) throws Exception {
    ByteBuffer dst = ByteBuffer.allocate(length);
    channel.readAll(dst);
    return new String(dst.array(), StandardCharsets.ISO_8859_1);
  }

  private static int number(QioChannel channel, int length) throws Exception {
    ByteBuffer dst = ByteBuffer.allocate(4).position(4 - length);
    channel.readAll(dst);
    return dst.getInt(0);
  }
}
