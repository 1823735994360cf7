package qio.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import qio.api.channel.ChannelOption;

/**
 * Options given in a program: typed ones, for what a string cannot say, and others by name.
 * Immutable. Where an address gives the same option, the address wins: what the user of a program
 * writes goes before what the program would choose.
 */
public final class QioOptions {

  private static final QioOptions NONE = new QioOptions(Map.of());

  private final Map<String, Object> values;

  private QioOptions(Map<String, Object> values) {
    this.values = values;
  }

  /**
   * No options.
   *
   * @return the empty options
   */
  public static QioOptions none() {
    return NONE;
  }

  /**
   * These options and one more, or another value for one of them.
   *
   * @param option the option
   * @param value its value
   * @param <T> its type
   * @return new options
   */
  public <T> QioOptions with(ChannelOption<T> option, T value) {
    return with(option.name(), option.type().cast(value));
  }

  /**
   * These options and one more by name, as a value of its type or as the text that an address would
   * have.
   *
   * @param name the option's name
   * @param value its value; whether the type is right is found out when the options are used
   * @return new options
   */
  public QioOptions with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    return new QioOptions(more);
  }

  /** The values by name. */
  Map<String, Object> values() {
    return values;
  }

  /** Names only: a value may be secret. */
  @Override
  public String toString() {
    return "QioOptions" + values.keySet();
  }
}
