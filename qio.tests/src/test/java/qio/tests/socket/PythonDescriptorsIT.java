package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.api.Qio;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.posix.PosixDescriptor;
import qio.posix.PosixSockets;
import qio.posix.SocketType;

/** Descriptors to and from a process of another language (S36, S43, S44). */
class PythonDescriptorsIT {

  /** Sends both ends of a socket pair, then takes one socket and writes into it. */
  private static final String SCRIPT =
      """
      import socket, sys
      s = socket.socket(socket.AF_UNIX)
      s.connect(sys.argv[1])
      a, b = socket.socketpair()
      a.sendall(b"from python")
      socket.send_fds(s, [b"two"], [a.fileno(), b.fileno()])
      a.close(); b.close()
      data, fds, flags, _ = socket.recv_fds(s, 10, 4)
      t = socket.socket(fileno=fds[0])
      t.sendall(data + b" and one")
      """;

  @TempDir Path folder;

  @BeforeAll
  static void python() throws Exception {
    Peer.assumeInstalled("python3");
    try (Peer check =
        Peer.start(
            List.of(
                "python3",
                "-c",
                "import socket, sys; sys.exit(not hasattr(socket, 'send_fds'))"))) {
      org.junit.jupiter.api.Assumptions.assumeTrue(
          check.end() == 0, "this python3 has no socket.send_fds");
    }
  }

  @Test
  void socketsGoBothWays() throws Exception {
    Path script = Files.writeString(folder.resolve("peer.py"), SCRIPT);
    String path = folder.resolve("s").toString();
    try (QioListener listener = Qio.listen("unix:" + path);
        Peer peer = Peer.start(List.of("python3", script.toString(), path));
        QioChannel channel = listener.accept();
        DescriptorList received = new DescriptorList()) {
      ByteBuffer[] one = {ByteBuffer.allocate(10)};
      channel.readvFull(one, 0, 1, received, Set.of());
      assertEquals("two", Bytes.text(one[0]));
      assertEquals(2, received.size());
      try (QioChannel first = Qio.adopt(received.take());
          QioChannel second = Qio.adopt(received.take())) {
        assertEquals("from python", Bytes.receive(second, 11));
        Bytes.send(second, "x");
        assertEquals("x", Bytes.receive(first, 1));
      }
      PosixSockets.Pair ours = PosixSockets.pair(SocketType.STREAM);
      try (PosixDescriptor theirs = ours.second();
          QioChannel mine = Qio.adopt(ours.first())) {
        ByteBuffer[] greeting = {ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8))};
        channel.writevFullAll(greeting, 0, 1, List.<Descriptor>of(theirs), Set.of());
        assertEquals("hello and one", Bytes.receive(mine, 13));
      }
      assertEquals(0, peer.end());
    }
  }
}
