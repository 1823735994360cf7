package qio.api.spi;

import java.util.HashMap;
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

  /**
   * These values and one more, or another one for an option that has one. For providers that stand
   * on another's options.
   *
   * @param option the option
   * @param value its value
   * @param <T> its type
   * @return new values
   */
  public <T> OptionValues with(ChannelOption<T> option, T value) {
    Map<ChannelOption<?>, Object> more = new HashMap<>(values);
    more.put(option, value);
    return of(more);
  }

  /** Names only: a value may be secret. */
  @Override
  public String toString() {
    return values.keySet().toString();
  }
}
