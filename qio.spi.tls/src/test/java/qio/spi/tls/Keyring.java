package qio.spi.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import qio.api.channel.ChannelOption;
import qio.api.spi.Layer;
import qio.api.spi.LayerRequest;
import qio.api.spi.LayerRole;
import qio.api.spi.OptionValues;
import qio.spi.tls.TestCertificates.Identity;

/** An authority, a server and a client that trust each other, as files; and layers made of them. */
final class Keyring {

  static final Keyring SHARED = new Keyring();

  final Path dir;
  final Identity authority = TestCertificates.authority("C=UK,CN=QIO test CA");
  final Identity server =
      TestCertificates.server(authority, "localhost", "qemu.org").ip("127.0.0.1", "::1").make();
  final Identity client = TestCertificates.client(authority, "C=UK,CN=qemu").make();
  final Path ca;
  final Path serverCert;
  final Path serverKey;
  final Path clientCert;
  final Path clientKey;

  private Keyring() {
    try {
      dir = Files.createTempDirectory("qio-tls-test");
      dir.toFile().deleteOnExit();
      ca = authority.writeCertificate(file("ca.pem"));
      serverCert = server.writeChain(file("server.pem"));
      serverKey = server.writeKey(file("server.key"));
      clientCert = client.writeChain(file("client.pem"));
      clientKey = client.writeKey(file("client.key"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String name) {
    Path file = dir.resolve(name);
    file.toFile().deleteOnExit();
    return file;
  }

  /** Options one after the other: option, value, option, value. */
  static Map<ChannelOption<?>, Object> options(Object... pairs) {
    Map<ChannelOption<?>, Object> options = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      options.put((ChannelOption<?>) pairs[i], pairs[i + 1]);
    }
    return options;
  }

  static Layer prepare(LayerRole role, Map<ChannelOption<?>, Object> options) throws IOException {
    return new TlsLayerProvider()
        .prepare(new LayerRequest(role, Optional.empty(), OptionValues.of(options)));
  }

  Map<ChannelOption<?>, Object> serverOptions(Object... more) {
    Map<ChannelOption<?>, Object> options =
        options(TlsOptions.CERT, serverCert, TlsOptions.KEY, serverKey);
    options.putAll(options(more));
    return options;
  }

  Map<ChannelOption<?>, Object> clientOptions(Object... more) {
    Map<ChannelOption<?>, Object> options =
        options(TlsOptions.CA, ca, TlsOptions.SERVER_NAME, "localhost");
    options.putAll(options(more));
    return options;
  }

  Layer serverLayer(Object... more) throws IOException {
    return prepare(LayerRole.SERVER, serverOptions(more));
  }

  Layer clientLayer(Object... more) throws IOException {
    return prepare(LayerRole.CLIENT, clientOptions(more));
  }
}
