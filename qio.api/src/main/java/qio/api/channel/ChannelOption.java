package qio.api.channel;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A named, typed setting of a transport or a layer. In an address it is a query parameter, whose
 * text this class turns into a value; in a program it is given as a value. Options are equal when
 * their names are.
 *
 * @param <T> the type of its values
 */
public final class ChannelOption<T> {

  private final String name;
  private final Class<T> type;
  private final String help;
  private final @Nullable Function<String, T> parser;

  /** Throws what {@link #parse} would throw for a value that is out of bounds. */
  private final Consumer<T> bounds;

  private ChannelOption(
      String name,
      Class<T> type,
      String help,
      @Nullable Function<String, T> parser,
      Consumer<T> bounds) {
    this.name = Objects.requireNonNull(name, "name");
    this.type = Objects.requireNonNull(type, "type");
    this.help = Objects.requireNonNull(help, "help");
    this.parser = parser;
    this.bounds = bounds;
  }

  private static <T> ChannelOption<T> unbounded(
      String name, Class<T> type, String help, @Nullable Function<String, T> parser) {
    return new ChannelOption<>(name, type, help, parser, any -> {});
  }

  /**
   * An option whose text is its value.
   *
   * @param name the name
   * @param help what it does, in a few words
   * @return the option
   */
  public static ChannelOption<String> text(String name, String help) {
    return unbounded(name, String.class, help, text -> text);
  }

  /**
   * An option that names a file.
   *
   * @param name the name
   * @param help what it does, in a few words
   * @return the option
   */
  public static ChannelOption<Path> path(String name, String help) {
    return unbounded(name, Path.class, help, OptionText::path);
  }

  /**
   * An option that is {@code on} or {@code off}.
   *
   * @param name the name
   * @param help what it does, in a few words
   * @return the option
   */
  public static ChannelOption<Boolean> flag(String name, String help) {
    return unbounded(name, Boolean.class, help, OptionText::onOrOff);
  }

  /**
   * An option that is a whole number.
   *
   * @param name the name
   * @param min the least value allowed
   * @param max the greatest value allowed
   * @param help what it does, in a few words
   * @return the option
   */
  public static ChannelOption<Integer> integer(String name, int min, int max, String help) {
    return new ChannelOption<>(
        name,
        Integer.class,
        help,
        text -> OptionText.integer(text, min, max),
        value -> OptionText.checkRange(value, min, max));
  }

  /**
   * An option that is a number of bytes, written {@code 65536}, {@code 64KiB}, {@code 1MiB} or
   * {@code 1GiB}.
   *
   * @param name the name
   * @param min the least value allowed
   * @param max the greatest value allowed
   * @param help what it does, in a few words
   * @return the option
   */
  public static ChannelOption<Integer> size(String name, int min, int max, String help) {
    return new ChannelOption<>(
        name,
        Integer.class,
        help,
        text -> OptionText.size(text, min, max),
        value -> OptionText.checkRange(value, min, max));
  }

  /**
   * An option that is a time, written {@code 200ms}, {@code 5s}, {@code 1m} or {@code 1h}; a bare
   * number is seconds.
   *
   * @param name the name
   * @param help what it does, in a few words
   * @return the option
   */
  public static ChannelOption<Duration> duration(String name, String help) {
    return new ChannelOption<>(
        name, Duration.class, help, OptionText::duration, OptionText::checkDuration);
  }

  /**
   * An option that is one of the constants of an enum, written in lower case with hyphens.
   *
   * @param name the name
   * @param type the enum
   * @param help what it does, in a few words
   * @param <E> the enum
   * @return the option
   */
  public static <E extends Enum<E>> ChannelOption<E> choice(
      String name, Class<E> type, String help) {
    String allowed =
        Arrays.stream(type.getEnumConstants())
            .map(ChannelOption::written)
            .collect(Collectors.joining(", "));
    return unbounded(
        name,
        type,
        help,
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> written(constant).equals(text))
                .findFirst()
                .orElseThrow(
                    () -> new IllegalArgumentException("is one of " + allowed + ", not " + text)));
  }

  /**
   * An option that a string cannot say; it can be given in a program only.
   *
   * @param name the name
   * @param type the type of its values
   * @param help what it does, in a few words
   * @param <T> the type of its values
   * @return the option
   */
  public static <T> ChannelOption<T> object(String name, Class<T> type, String help) {
    return unbounded(name, type, help, null);
  }

  private static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The name, as in an address.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * The type of the values.
   *
   * @return the type
   */
  public Class<T> type() {
    return type;
  }

  /**
   * What the option does.
   *
   * @return a few words
   */
  public String help() {
    return help;
  }

  /**
   * Turns text from an address into a value.
   *
   * @param text the text, percent-decoded
   * @return the value
   * @throws IllegalArgumentException if the text is no such value; the message says what would be,
   *     and never repeats a value that may be secret
   */
  public T parse(String text) {
    if (parser == null) {
      throw new IllegalArgumentException(
          "option " + name + " cannot be written in an address; give it in QioOptions");
    }
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("option " + name + " " + e.getMessage(), e);
    }
  }

  /**
   * Takes a value from a program, which is held to the same bounds as one in an address.
   *
   * @param value the value
   * @return the value
   * @throws IllegalArgumentException if it is of another type or out of bounds; the message says
   *     what would be right
   */
  public T check(Object value) {
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "option "
              + name
              + " is a "
              + type.getSimpleName()
              + ", not a "
              + value.getClass().getSimpleName());
    }
    T typed = type.cast(value);
    try {
      bounds.accept(typed);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("option " + name + " " + e.getMessage(), e);
    }
    return typed;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ChannelOption<?> that && that.name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
