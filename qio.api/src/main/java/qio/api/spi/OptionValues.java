package qio.api.spi;

import java.util.Map;
import java.util.Optional;
import qio.api.channel.ChannelOption;

/** The options that a user has given to one provider, checked and typed. */
public final class OptionValues {

  private static final OptionValues NONE = new OptionValues(Map.of());

  private final Map<ChannelOption<?>, Object> values;

  private OptionValues(Map<ChannelOption<?>, Object> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * No options.
   *
   * @return the empty set of values
   */
  public static OptionValues none() {
    return NONE;
  }

  /**
   * Some options.
   *
   * @param values a value of its type for each option
   * @return the values
   * @throws ClassCastException if a value is not of its option's type
   */
  public static OptionValues of(Map<ChannelOption<?>, Object> values) {
    values.forEach(OptionValues::checkType);
    return new OptionValues(values);
  }

  private static void checkType(ChannelOption<?> option, Object value) {
    if (!option.type().isInstance(value)) {
      throw new ClassCastException(
          "option " + option.name() + " is a " + option.type() + ", not a " + value.getClass());
    }
  }

  /**
   * The value of an option.
   *
   * @param option what is asked for
   * @param <T> its type
   * @return the value, or empty if it was not given
   */
  public <T> Optional<T> get(ChannelOption<T> option) {
    return Optional.ofNullable(values.get(option)).map(option.type()::cast);
  }

  /**
   * The value of an option, or what holds without one.
   *
   * @param option what is asked for
   * @param otherwise the value if it was not given
   * @param <T> its type
   * @return the value
   */
  public <T> T get(ChannelOption<T> option, T otherwise) {
    return get(option).orElse(otherwise);
  }

  /** Names only: a value may be secret. */
  @Override
  public String toString() {
    return values.keySet().toString();
  }
}
