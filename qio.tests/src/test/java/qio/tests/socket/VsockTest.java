package qio.tests.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.ChannelFeature;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.ShutdownMode;
import qio.posix.PosixDescriptor;
import qio.posix.PosixException;
import qio.tck.Rule;

/**
 * Virtual machine sockets (S57): the address, the refusals, and a connection where there is one.
 */
class VsockTest {

  private static final int MUCH = 16 * 1024 * 1024;
  private static final int CHUNK = 64 * 1024;

  @Rule("SOCK-35")
  @ParameterizedTest
  @CsvSource({
    "vsock:1:2, vsock://cid:port",
    "vsock://1, vsock://cid:port",
    "vsock://1:2x, decimal number",
    "vsock://1x:2, decimal number",
    "vsock://0x1:2, decimal number",
    "vsock://-1:2, decimal number",
    "vsock://guest:2, 'any, hypervisor, local, host'",
    "vsock://1:, decimal number",
    "vsock://4294967296:1, 0 to 4294967295",
    "vsock://1:4294967296, 0 to 4294967295",
    "vsock://any:1, listening only",
    "vsock://:1, listening only",
    "vsock://1:0, port 0",
    "'vsock://1:1?nodelay=on', is for tcp"
  })
  void aBadAddressSaysWhatWouldBeRight(String address, String words) {
    var refused = assertThrows(InvalidAddressException.class, () -> Qio.connect(address));
    assertTrue(refused.getMessage().contains(words), refused::getMessage);
  }

  /** Nobody listens on that port of this machine, or this machine has no such sockets at all. */
  @Rule("SOCK-36")
  @ParameterizedTest
  @ValueSource(strings = {"vsock://local:4294967000", "vsock://77777:9"})
  void whatCannotBeReachedIsATypedErrorWithTheAddressAndErrno(String address) throws Exception {
    OpenDescriptors.unchangedBy(
        () -> {
          var refused =
              assertThrows(
                  IOException.class, () -> Qio.connect(address + "?connect-timeout=100ms"));
          assertTrue(refused.getMessage().startsWith(address), refused::getMessage);
          assertTrue(
              refused instanceof SocketException
                  || refused instanceof java.net.SocketTimeoutException,
              refused::toString);
        });
  }

  /** Where the family is missing the number says so, and the hint names the driver. */
  @Rule("SOCK-36")
  @Test
  void withoutADriverTheHintNamesIt() {
    Assumptions.assumeFalse(VsockLoopback.exists(), "this machine has a vsock loopback");
    var refused = assertThrows(IOException.class, () -> Qio.connect("vsock://local:9"));
    assertTrue(PosixException.in(refused).isPresent(), refused::toString);
    assertTrue(refused.getMessage().contains("vsock_loopback"), refused::getMessage);
  }

  @Rule({"SOCK-37", "SOCK-38"})
  @Test
  void theMachineSpeaksWithItself() throws Exception {
    Assumptions.assumeTrue(VsockLoopback.exists(), VsockLoopback.MISSING);
    try (QioListener listener = Qio.listen("vsock://local:0");
        QioChannel client = Qio.connect(listener.localAddress());
        QioChannel server = listener.accept(Duration.ofSeconds(20)).orElseThrow()) {
      assertTrue(listener.localAddress().matches("vsock://1:[1-9][0-9]*"), listener::toString);
      assertEquals(listener.localAddress(), client.remoteAddress().orElseThrow());
      // what the kernel calls the client's side of it is any, and 1 is how the server knows it
      assertEquals(
          client.localAddress().map(text -> text.replace("//any:", "//1:")),
          server.remoteAddress());
      assertTrue(client.hasFeature(ChannelFeature.SHUTDOWN));
      client.setDelay(false);
      client.setCork(true);
      Bytes.send(client, "hello");
      assertEquals("hello", Bytes.receive(server, 5));
      try (PosixDescriptor copy = (PosixDescriptor) server.descriptor().orElseThrow().dup();
          QioChannel adopted = Qio.adopt(copy)) {
        Bytes.send(adopted, "again");
        assertEquals("again", Bytes.receive(client, 5));
      }
    }
  }

  /** 16 MiB, far more than the sockets hold, on both kinds of threads; then the end, each way. */
  @Rule("SOCK-37")
  @ParameterizedTest
  @EnumSource(Crew.class)
  void muchArrivesAsItWasSentAndEndsEachWay(Crew crew) throws Exception {
    Assumptions.assumeTrue(VsockLoopback.exists(), VsockLoopback.MISSING);
    try (QioListener listener = Qio.listen("vsock://local:0");
        QioChannel client = Qio.connect(listener.localAddress());
        QioChannel server = listener.accept(Duration.ofSeconds(20)).orElseThrow()) {
      var writer = crew.start(() -> sendPattern(client));
      var reader = crew.start(() -> receiveToTheEnd(server));
      assertEquals(writer.get(), reader.get());
      Bytes.send(server, "answer");
      server.shutdown(ShutdownMode.WRITE);
      assertEquals("answer", Bytes.receive(client, 6));
      assertEquals(QioChannel.EOF, client.read(ByteBuffer.allocate(1)));
    }
  }

  private static long sendPattern(QioChannel channel) throws IOException {
    var sum = new CRC32C();
    byte[] chunk = new byte[CHUNK];
    var random = new Random(37);
    for (int sent = 0; sent < MUCH; sent += CHUNK) {
      random.nextBytes(chunk);
      sum.update(chunk);
      channel.writeAll(ByteBuffer.wrap(chunk));
    }
    channel.shutdown(ShutdownMode.WRITE);
    return sum.getValue();
  }

  private static long receiveToTheEnd(QioChannel channel) throws IOException {
    var sum = new CRC32C();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    long received = 0;
    while (channel.read(chunk.clear()) != QioChannel.EOF) {
      received += chunk.position();
      sum.update(chunk.flip());
    }
    assertEquals(MUCH, received);
    return sum.getValue();
  }
}
