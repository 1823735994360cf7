package qio.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import qio.api.channel.ChannelOption;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.OptionValues;

/**
 * Gives every provider of an address the options that it declares. An option that none of them
 * declares is an error that lists what there is.
 */
final class OptionResolution {

  private final String shown;
  private final List<InstalledProvider> providers;

  /** What the address says; it wins. */
  private final Map<String, String> written;

  /** What the program gives. */
  private final Map<String, Object> given;

  OptionResolution(
      String shown,
      List<InstalledProvider> providers,
      Map<String, String> parameters,
      QioOptions options) {
    this.shown = shown;
    this.providers = providers;
    this.written = parameters;
    this.given = options.values();
    given.keySet().forEach(this::checkKnown);
    written.keySet().forEach(this::checkKnown);
  }

  private void checkKnown(String name) {
    for (InstalledProvider provider : providers) {
      for (ChannelOption<?> option : provider.options()) {
        if (option.name().equals(name)) {
          return;
        }
      }
    }
    throw new InvalidAddressException(shown, "unknown option '" + name + "'; " + whatThereIs());
  }

  private String whatThereIs() {
    List<String> lists = new ArrayList<>();
    for (InstalledProvider provider : providers) {
      TreeSet<String> names = new TreeSet<>();
      provider.options().forEach(option -> names.add(option.name()));
      lists.add(provider.name() + " has " + (names.isEmpty() ? "none" : String.join(", ", names)));
    }
    return String.join("; ", lists);
  }

  OptionValues valuesFor(InstalledProvider provider) {
    Map<ChannelOption<?>, Object> values = new HashMap<>();
    for (ChannelOption<?> option : provider.options()) {
      String text = written.get(option.name());
      Object value = given.get(option.name());
      if (text != null) {
        values.put(option, parsed(option, text));
      } else if (value != null) {
        values.put(option, typed(option, value));
      }
    }
    return OptionValues.of(values);
  }

  private Object typed(ChannelOption<?> option, Object value) {
    if (value instanceof String text && !option.type().isInstance(value)) {
      return parsed(option, text);
    }
    try {
      return option.check(value);
    } catch (IllegalArgumentException e) {
      throw bad(e);
    }
  }

  private Object parsed(ChannelOption<?> option, String text) {
    try {
      return option.parse(text);
    } catch (IllegalArgumentException e) {
      throw bad(e);
    }
  }

  private InvalidAddressException bad(IllegalArgumentException e) {
    return new InvalidAddressException(shown, String.valueOf(e.getMessage()));
  }
}
