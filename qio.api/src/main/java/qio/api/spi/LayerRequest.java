package qio.api.spi;

import java.util.Objects;
import java.util.Optional;

/**
 * What a layer is asked for.
 *
 * @param role the side to play
 * @param endpoint the address of the transport at the bottom, if the layer was asked for in an
 *     address; a client takes the name of its peer from it
 * @param options the options given, all of them among the provider's
 */
public record LayerRequest(LayerRole role, Optional<Endpoint> endpoint, OptionValues options) {

  /** Checks that nothing is missing. */
  public LayerRequest {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(options, "options");
  }
}
