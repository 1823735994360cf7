package qio.api.spi;

import java.io.IOException;

/** Puts a protocol over any channel. Its methods may be called from any thread. */
public non-sealed interface LayerProvider extends Provider {

  /**
   * Prepares the layer: checks the options and reads the files that they name, once for all
   * channels.
   *
   * @param request what is asked for
   * @return the layer
   * @throws IllegalArgumentException if the options do not fit each other; the message says how
   *     they would
   * @throws IOException if a file cannot be read or does not hold what it should
   */
  Layer prepare(LayerRequest request) throws IOException;
}
