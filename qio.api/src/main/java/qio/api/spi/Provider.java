package qio.api.spi;

import java.util.List;
import qio.api.channel.ChannelOption;

/**
 * What transports and layers have in common. Providers have a public constructor without
 * parameters.
 */
public sealed interface Provider permits ChannelProvider, LayerProvider {

  /**
   * The unique name of the provider, {@code socket} for instance; for a layer, its name in
   * addresses.
   *
   * @return lower-case letters, digits and hyphens
   */
  String name();

  /**
   * The place in the order of preference where several providers could serve an address.
   *
   * @return the priority, higher first; 0 by default
   */
  default int priority() {
    return 0;
  }

  /**
   * The options that it understands.
   *
   * @return all of them
   */
  default List<ChannelOption<?>> options() {
    return List.of();
  }

  /**
   * Whether it can work on this machine. Quick, and never throws.
   *
   * @return the answer, with the reason if it cannot
   */
  default Availability availability() {
    return Availability.available();
  }
}
