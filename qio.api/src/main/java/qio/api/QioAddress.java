package qio.api;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.Endpoint;

/**
 * An address: {@code layer+…+transport:target?option=value&…}, outermost layer first, for instance
 * {@code tls+tcp://example.org:443?alpn=h2}.
 *
 * <p>{@code tls:} with a host is short for {@code tls+tcp:}, {@code ws:} for {@code ws+tcp:} and
 * {@code wss:} for {@code ws+tls+tcp:}. With the layer {@code ws} a path may follow host and port,
 * which is short for the option {@code path}; {@code ws:} and {@code wss:} without a port mean 80
 * and 443. A {@code %xx} in target or value stands for a byte of UTF-8; a question mark in a path
 * is written {@code %3F}.
 *
 * @param layers the layers, outermost first; may be empty
 * @param endpoint the transport at the bottom
 * @param parameters the options as they are written, in order
 */
public record QioAddress(List<String> layers, Endpoint endpoint, Map<String, String> parameters) {

  /** Copies the collections. */
  public QioAddress {
    layers = List.copyOf(layers);
    Objects.requireNonNull(endpoint, "endpoint");
    parameters = AddressSyntax.copyInOrder(parameters);
  }

  /**
   * Reads an address.
   *
   * @param text the address
   * @return its parts
   * @throws InvalidAddressException if it is not of the form above; whether scheme, layers and
   *     options exist is found out when it is used
   */
  public static QioAddress parse(String text) {
    return AddressSyntax.parse(text);
  }

  /**
   * The address without its options, since those may be secret: what messages and logs show.
   *
   * @return layers and endpoint
   */
  @Override
  public String toString() {
    return layers.isEmpty() ? endpoint.toString() : String.join("+", layers) + "+" + endpoint;
  }
}
