package qio.tests.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import qio.api.channel.ChannelOption;
import qio.api.channel.QioChannel;
import qio.api.spi.ChannelProvider;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;
import qio.spi.file.FileProvider;

/** The two engines of the file provider, each behind a provider of its own. */
enum Engine {
  NATIVE,
  NIO;

  private static final String PROPERTY = "qio.file.engine";

  private final ChannelProvider provider = provider(name().toLowerCase(java.util.Locale.ROOT));

  /** The provider chooses its engine when it is made, from a property of the whole process. */
  private static synchronized ChannelProvider provider(String engine) {
    String before = System.getProperty(PROPERTY);
    System.setProperty(PROPERTY, engine);
    try {
      return new FileProvider();
    } finally {
      if (before == null) {
        System.clearProperty(PROPERTY);
      } else {
        System.setProperty(PROPERTY, before);
      }
    }
  }

  ChannelProvider provider() {
    return provider;
  }

  /** Opens a file with options as they stand in an address: {@code mode=rw}. */
  QioChannel open(Path path, String... options) throws IOException {
    return open(path.toString(), options);
  }

  QioChannel open(String target, String... options) throws IOException {
    Map<ChannelOption<?>, Object> values = new HashMap<>();
    for (String option : options) {
      String[] nameAndValue = option.split("=", 2);
      ChannelOption<?> known =
          provider.options().stream()
              .filter(o -> o.name().equals(nameAndValue[0]))
              .findFirst()
              .orElseThrow();
      values.put(known, known.parse(nameAndValue[1]));
    }
    return provider.connect(new Endpoint("file", target), OptionValues.of(values));
  }
}
