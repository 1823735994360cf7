package qio.spi.memory;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import qio.api.channel.Admission;
import qio.api.channel.ChannelOption;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.spi.ChannelProvider;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;

/**
 * The provider {@code memory}.
 *
 * <ul>
 *   <li>{@code mem:NAME} to listen: waits for those who connect to the name within this process.
 *       Options {@code window} (bytes each direction of each connection holds), {@code backlog}
 *       (clients that wait to be accepted; one more is refused) and {@code max-connections}
 *       (clients that may be open at once; more wait).
 *   <li>{@code mem:NAME} to connect: the other end of that. It is there at once, before it is
 *       accepted. No options: the listener decides.
 *   <li>{@code mem:} to connect: a buffer of its own, empty, with a position. Option {@code limit}.
 *   <li>{@code null:} to connect: takes everything, gives nothing.
 * </ul>
 *
 * A name is made of letters, digits and {@code . _ ~ @ -}, with {@code /} between parts, 200
 * characters at most.
 */
public final class MemoryProvider implements ChannelProvider {

  private static final ChannelOption<Integer> WINDOW =
      ChannelOption.size(
          "window", 1, 1 << 30, "bytes that each direction of a pair holds (64KiB); to listen");

  private static final ChannelOption<Integer> BACKLOG =
      ChannelOption.integer(
          "backlog", 1, 65_535, "clients that may wait to be accepted (128); to listen");

  private static final ChannelOption<Integer> LIMIT =
      ChannelOption.size(
          "limit", 0, Integer.MAX_VALUE, "bytes to which the buffer mem: may grow (64MiB)");

  private static final int DEFAULT_BACKLOG = 128;
  private static final int LONGEST_NAME = 200;

  private static final Pattern NAME = Pattern.compile("[\\w.~@-]+(/[\\w.~@-]+)*");

  private final Names names = Names.OF_PROCESS;

  /** For the service loader. */
  public MemoryProvider() {}

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("mem", "null");
  }

  @Override
  public List<ChannelOption<?>> options() {
    return List.of(WINDOW, BACKLOG, Admission.MAX_CONNECTIONS, LIMIT);
  }

  @Override
  public void check(Endpoint endpoint, OptionValues options) {
    if (endpoint.scheme().equals("null")) {
      if (!endpoint.target().isEmpty()) {
        throw new InvalidAddressException(endpoint.toString(), "nothing follows null:");
      }
      refuse(endpoint, options, LIMIT, "null: keeps nothing");
      refuseForBuffers(endpoint, options);
    } else if (endpoint.target().isEmpty()) {
      refuseForBuffers(endpoint, options);
    } else {
      named(endpoint);
      refuse(endpoint, options, LIMIT, "it is for the buffer, mem: without a name; take window");
    }
  }

  private static void refuseForBuffers(Endpoint endpoint, OptionValues options) {
    refuse(endpoint, options, WINDOW, "it is for listening on mem:NAME");
    refuse(endpoint, options, BACKLOG, "it is for listening on mem:NAME");
    refuse(endpoint, options, Admission.MAX_CONNECTIONS, "it is for listening on mem:NAME");
  }

  @Override
  public QioChannel connect(Endpoint endpoint, OptionValues options) throws IOException {
    check(endpoint, options);
    if (endpoint.scheme().equals("null")) {
      return new NullChannel();
    }
    if (endpoint.target().isEmpty()) {
      return new MemoryBuffer(options.get(LIMIT, MemoryChannels.DEFAULT_LIMIT));
    }
    refuse(endpoint, options, WINDOW, "who listens decides; give it to that side");
    refuse(endpoint, options, BACKLOG, "who listens decides; give it to that side");
    refuse(
        endpoint, options, Admission.MAX_CONNECTIONS, "who listens decides; give it to that side");
    return names.connect(named(endpoint));
  }

  @Override
  public QioListener listen(Endpoint endpoint, OptionValues options) throws IOException {
    check(endpoint, options);
    if (endpoint.scheme().equals("null")) {
      return ChannelProvider.super.listen(endpoint, options);
    }
    if (endpoint.target().isEmpty()) {
      throw new InvalidAddressException(
          endpoint.toString(), "to listen takes a name that others can connect to: mem:NAME");
    }
    int window = options.get(WINDOW, MemoryChannels.DEFAULT_WINDOW);
    var channel =
        new MemoryListenChannel(
            named(endpoint), names, window, options.get(BACKLOG, DEFAULT_BACKLOG));
    return names.listen(channel, Admission.of(options.get(Admission.MAX_CONNECTIONS)));
  }

  private static String named(Endpoint endpoint) {
    String name = endpoint.target();
    if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
      throw new InvalidAddressException(
          endpoint.toString(),
          "a name is made of letters, digits and . _ ~ @ - with / between parts, "
              + LONGEST_NAME
              + " characters at most; write mem:NAME");
    }
    return endpoint.toString();
  }

  private static void refuse(
      Endpoint endpoint, OptionValues options, ChannelOption<?> option, String why) {
    if (options.get(option).isPresent()) {
      throw new InvalidAddressException(
          endpoint.toString(), "option " + option.name() + " does not apply here: " + why);
    }
  }
}
