package qio.tests.tls;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers every request over HTTP with the same OCSP answer. */
final class OcspResponder implements AutoCloseable {

  private final ServerSocket listener;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile byte[] answer = {};

  OcspResponder() throws IOException {
    listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  String uri() {
    return "http://127.0.0.1:" + listener.getLocalPort() + "/";
  }

  void answers(byte[] with) {
    answer = with;
  }

  /** How often it was asked. */
  int asked() {
    return asked.get();
  }

  private void serve() {
    while (!listener.isClosed()) {
      try (Socket client = listener.accept()) {
        client.setSoTimeout(10_000);
        respond(client);
      } catch (IOException e) {
        // closed, or the client has gone, which shows in the test that waits for an answer
      }
    }
  }

  private void respond(Socket client) throws IOException {
    var in = new DataInputStream(client.getInputStream());
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring("content-length:".length()).trim());
      }
    }
    in.readFully(new byte[length]);
    asked.incrementAndGet();
    byte[] body = answer;
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/ocsp-response\r\nContent-Length: %d\r\n"
                .formatted(body.length)
            + "Connection: close\r\n\r\n";
    OutputStream out = client.getOutputStream();
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    out.flush();
  }

  private static String line(DataInputStream in) throws IOException {
    var text = new StringBuilder();
    for (char c = (char) in.readUnsignedByte(); c != '\n'; c = (char) in.readUnsignedByte()) {
      text.append(c);
    }
    return text.toString().trim();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
