package qio.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import qio.api.channel.QioChannel;

/** Bytes to send, and what has come. */
final class Bytes {

  private Bytes() {}

  /** Always the same ones for the same seed. */
  static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  static void send(QioChannel channel, byte[] bytes) throws IOException {
    channel.writeAll(ByteBuffer.wrap(bytes));
  }

  static void send(QioChannel channel, String text) throws IOException {
    send(channel, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] receive(QioChannel channel, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    channel.readAll(buffer);
    return buffer.array();
  }

  static void expect(QioChannel channel, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertEquals(text, new String(receive(channel, bytes.length), StandardCharsets.UTF_8));
  }

  /** Reads to the end. */
  static byte[] receiveAll(QioChannel channel) throws IOException {
    var all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    for (int n = channel.read(buffer); n >= 0; n = channel.read(buffer.clear())) {
      all.write(buffer.array(), 0, n);
    }
    return all.toByteArray();
  }

  static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /** How many descriptors this process has open; -1 where there is no /proc. */
  static long openDescriptors() throws IOException {
    Path directory = Path.of("/proc/self/fd");
    if (!Files.isDirectory(directory)) {
      return -1;
    }
    try (Stream<Path> descriptors = Files.list(directory)) {
      return descriptors.count();
    }
  }
}
