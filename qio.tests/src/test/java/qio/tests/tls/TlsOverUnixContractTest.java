package qio.tests.tls;

import java.nio.file.Files;
import java.nio.file.Path;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;

/** TLS over UNIX sockets. */
final class TlsOverUnixContractTest implements ChannelContract {

  @Override
  public ChannelPair openPair() throws Exception {
    Path dir = Files.createTempDirectory("qio");
    try (QioListener listener = Qio.listen("unix:" + dir.resolve("s"))) {
      QioChannel client = Qio.connect(listener.localAddress());
      return TlsPairs.over(ChannelPair.twoWay(client, listener.accept()));
    } finally {
      Files.deleteIfExists(dir);
    }
  }
}
