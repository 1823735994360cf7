package org.example.qio.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import qio.api.channel.ChannelFeature;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.ShutdownMode;

/**
 * Answers every client with what it sends, its ASCII letters in upper case. Each client has a
 * virtual thread and one buffer; how many may come, and how long one may be silent, the address
 * says ({@code max-connections}, {@code read-timeout}).
 */
final class UpperCaseService {

  private static final int BUFFER = 16 << 10;

  private final QioListener listener;

  UpperCaseService(QioListener listener) {
    this.listener = listener;
  }

  /** Until the listener is closed. */
  void run() throws IOException {
    try {
      while (true) {
        QioChannel client = listener.accept();
        Thread.ofVirtual().name(client.address()).start(() -> serve(client));
      }
    } catch (ClosedChannelException closed) {
      // That is how the service ends.
    }
  }

  private static void serve(QioChannel client) {
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
    try (client) {
      while (client.read(bytes.clear()) != QioChannel.EOF) {
        upperCase(bytes.flip());
        client.writeAll(bytes);
      }
      if (client.hasFeature(ChannelFeature.SHUTDOWN)) {
        client.shutdown(ShutdownMode.WRITE);
      }
    } catch (IOException e) {
      // One client's trouble is no other's.
      System.err.println("host: " + e.getMessage());
    }
  }

  private static void upperCase(ByteBuffer bytes) {
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      byte each = bytes.get(i);
      if (each >= 'a' && each <= 'z') {
        bytes.put(i, (byte) (each - 'a' + 'A'));
      }
    }
  }
}
