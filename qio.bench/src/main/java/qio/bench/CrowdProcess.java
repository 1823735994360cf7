package qio.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The other ends of a {@link Crowd}. Reads orders, {@code PORT COUNT} or {@value #LEAVE}, and
 * answers each with {@value #DONE}. Ends with its input.
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
        come(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
      }
      System.out.println(DONE);
    }
  }

  private static void come(int port, int count) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (int i = 0; i < count; i++) {
      CHANNELS.add(SocketChannel.open(address));
    }
  }

  private static void leave() throws IOException {
    for (SocketChannel channel : CHANNELS) {
      channel.close();
    }
    CHANNELS.clear();
  }
}
