package qio.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import qio.api.channel.ChannelOption;

/** Values of command-line options, written as they are in addresses. */
final class OptionValue {

  private static final int LARGEST_BUFFER = 64 << 20;

  private OptionValue() {}

  /** A time: {@code 200ms}, {@code 5s}, {@code 1m}. */
  static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return parse(ChannelOption.duration("", ""), text);
    }
  }

  /** The size of a buffer: {@code 4096}, {@code 64KiB}, {@code 1MiB}. */
  static final class BufferSize implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return parse(ChannelOption.size("", 1, LARGEST_BUFFER, ""), text);
    }
  }

  /** A number of things, at least one. */
  static final class Count implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return parse(ChannelOption.integer("", 1, Integer.MAX_VALUE, ""), text);
    }
  }

  private static <T> T parse(ChannelOption<T> option, String text) {
    try {
      return option.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          String.valueOf(e.getMessage()).replaceFirst("^option\\s+", ""));
    }
  }
}
