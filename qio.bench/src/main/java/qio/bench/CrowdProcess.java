package qio.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;

/**
 * The other ends of a {@link Crowd}. Reads orders, {@code TRANSPORT PORT COUNT} or {@value #LEAVE},
 * and answers each with {@value #DONE}. Ends with its input.
 */
public final class CrowdProcess {

  static final String LEAVE = "leave";
  static final String DONE = "done";

  private static final List<SocketChannel> CHANNELS = new ArrayList<>();

  private CrowdProcess() {}

  /** Obeys. */
  public static void main(String[] args) throws IOException {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      if (order.equals(LEAVE)) {
        leave();
      } else {
        String[] words = order.split(" ");
        come(Transport.valueOf(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      }
      System.out.println(DONE);
    }
  }

  private static void come(Transport transport, int port, int count) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open(address);
      CHANNELS.add(channel);
      if (transport.isTls()) {
        Threads.VIRTUAL.start("handshake", () -> sayHello(channel));
      }
    }
  }

  /** Keeps nothing but the channel, so that there may be many. */
  private static void sayHello(SocketChannel channel) {
    try {
      SSLEngine engine = TlsSetup.credulous().createSSLEngine();
      engine.setUseClientMode(true);
      engine.setSSLParameters(TlsSetup.parameters(false));
      new EngineConnection(channel, engine).sendAll(ByteBuffer.allocate(Crowd.HELLO));
    } catch (IOException e) {
      System.err.println("crowd: " + e);
    }
  }

  private static void leave() throws IOException {
    for (SocketChannel channel : CHANNELS) {
      channel.close();
    }
    CHANNELS.clear();
  }
}
