package qio.tests.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import qio.api.Qio;
import qio.api.channel.ChannelFeature;
import qio.api.channel.ChannelOption;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.spi.ChannelProvider;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;
import qio.spi.file.FileProvider;
import qio.spi.process.ExecProvider;

/** One channel of every kind that two engines can make, to be asked what it can do. */
enum Specimen {
  TCP("`tcp`, connected or accepted") {
    @Override
    Set<ChannelFeature> features(String engine, Path folder) throws IOException {
      return connected("tcp://127.0.0.1:0", engine);
    }
  },
  UNIX("`unix`, connected or accepted") {
    @Override
    Set<ChannelFeature> features(String engine, Path folder) throws IOException {
      return connected("unix:" + folder.resolve(engine), engine);
    }
  },
  TCP_LISTENER("listener on `tcp`") {
    @Override
    Set<ChannelFeature> features(String engine, Path folder) throws IOException {
      return listening("tcp://127.0.0.1:0", engine);
    }
  },
  UNIX_LISTENER("listener on `unix`") {
    @Override
    Set<ChannelFeature> features(String engine, Path folder) throws IOException {
      return listening("unix:" + folder.resolve(engine), engine);
    }
  },
  UDP("`udp`") {
    @Override
    Set<ChannelFeature> features(String engine, Path folder) throws IOException {
      return opened("udp:?local=127.0.0.1:0&engine=" + engine);
    }
  },
  UNIXGRAM("`unixgram`") {
    @Override
    Set<ChannelFeature> features(String engine, Path folder) throws IOException {
      return engine.equals("nio")
          ? Set.of() // refused there
          : opened("unixgram:?local=" + folder.resolve("unixgram") + "&engine=" + engine);
    }
  },
  FILE("`file`, a regular one") {
    @Override
    Set<ChannelFeature> features(String engine, Path folder) throws IOException {
      Path file = Files.createFile(folder.resolve("file-" + engine));
      return file("file", file.toString(), engine);
    }
  },
  STDIO("`stdio`") {
    @Override
    Set<ChannelFeature> features(String engine, Path folder) throws IOException {
      return file("stdio", "", engine);
    }
  },
  EXEC("`exec`") {
    @Override
    Set<ChannelFeature> features(String engine, Path folder) throws IOException {
      return provided("qio.exec.engine", engine, ExecProvider::new, new Endpoint("exec", "cat"));
    }
  };

  private final String words;

  Specimen(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  abstract Set<ChannelFeature> features(String engine, Path folder) throws IOException;

  private static Set<ChannelFeature> connected(String address, String engine) throws IOException {
    String option = "?engine=" + engine;
    try (QioListener listener = Qio.listen(address + option);
        QioChannel client = Qio.connect(listener.localAddress() + option);
        QioChannel server = listener.accept()) {
      if (!client.features().equals(server.features())) {
        throw new AssertionError(client.features() + " is not " + server.features());
      }
      return client.features();
    }
  }

  private static Set<ChannelFeature> listening(String address, String engine) throws IOException {
    try (QioListener listener = Qio.listen(address + "?engine=" + engine)) {
      return listener.channel().features();
    }
  }

  private static Set<ChannelFeature> opened(String address) throws IOException {
    try (QioChannel channel = Qio.connect(address)) {
      return channel.features();
    }
  }

  private static Set<ChannelFeature> file(String scheme, String target, String engine)
      throws IOException {
    return provided("qio.file.engine", engine, FileProvider::new, new Endpoint(scheme, target));
  }

  /**
   * Through a provider of its own, since the property that chooses the engine is read only once.
   */
  private static Set<ChannelFeature> provided(
      String property, String engine, Supplier<ChannelProvider> provider, Endpoint endpoint)
      throws IOException {
    System.setProperty(property, engine);
    ChannelProvider chosen;
    try {
      chosen = provider.get();
    } finally {
      System.clearProperty(property);
    }
    OptionValues options = OptionValues.of(Map.<ChannelOption<?>, Object>of());
    try (QioChannel channel = chosen.connect(endpoint, options)) {
      return channel.features();
    }
  }
}
