package qio.spi.process;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import qio.api.channel.ChannelOption;
import qio.api.channel.QioChannel;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;

/** Both engines, for tests that hold for both. */
enum Engine {
  NATIVE("native"),
  NIO("nio");

  private final ExecProvider provider;

  Engine(String name) {
    provider = new ExecProvider(name);
  }

  /** Starts a program with options by name, as text or as a value. */
  QioChannel start(String program, Map<String, ?> options) throws IOException {
    Map<ChannelOption<?>, Object> values = new HashMap<>();
    for (ChannelOption<?> option : provider.options()) {
      Object value = options.get(option.name());
      if (value != null) {
        values.put(option, option.type().isInstance(value) ? value : option.parse((String) value));
      }
    }
    if (values.size() != options.size()) {
      throw new IllegalArgumentException("no such option among " + options.keySet());
    }
    return provider.connect(new Endpoint("exec", program), OptionValues.of(values));
  }
}
