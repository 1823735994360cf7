package qio.tests.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import qio.api.Qio;
import qio.api.channel.MessageChannel;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.ChannelPair;

/**
 * Sockets opened by address, as a host does it, with a chosen engine.
 *
 * @param option what chooses the engine in an address
 */
record Sockets(String option) {

  static final Sockets NATIVE = new Sockets("?engine=native");
  static final Sockets NIO = new Sockets("?engine=nio");

  private static final AtomicInteger COUNT = new AtomicInteger();

  QioListener listen(String address) throws IOException {
    return Qio.listen(address + option);
  }

  QioChannel connect(String address) throws IOException {
    return Qio.connect(address + option);
  }

  /** A connected pair, by way of a listener that lives only for that. */
  ChannelPair pair(String address) throws IOException {
    try (QioListener listener = listen(address)) {
      QioChannel client = connect(listener.localAddress());
      try {
        return ChannelPair.twoWay(client, listener.accept());
      } catch (IOException e) {
        client.close();
        throw e;
      }
    }
  }

  /** A UDP socket on any free port, not connected. */
  MessageChannel udp4() throws IOException {
    return (MessageChannel) Qio.connect("udp:" + option + "&local=127.0.0.1:0");
  }

  /** A UNIX socket for messages on a new path, not connected. */
  MessageChannel unixgram() throws IOException {
    String path = unix().substring("unix:".length());
    return (MessageChannel) Qio.connect("unixgram:" + option + "&local=" + path);
  }

  /** Any free port. */
  static String tcp() {
    return "tcp://127.0.0.1:0";
  }

  /** Any free port of this machine, for virtual machine sockets. */
  static String vsock() {
    return "vsock://local:0";
  }

  /** A path that is new and short enough for a socket. */
  static String unix() {
    return "unix:" + Directory.PATH.resolve(Integer.toString(COUNT.incrementAndGet()));
  }

  /** Made when it is first needed; listeners take away what they bind in it. */
  private static final class Directory {

    static final Path PATH = make();

    private static Path make() {
      try {
        Path made = Files.createTempDirectory("qio");
        made.toFile().deleteOnExit();
        return made;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
