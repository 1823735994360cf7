package qio.api.layer;

import java.io.IOException;

/**
 * Why a connection is of no more use. It is kept, and every call from then on fails in the same
 * way, with an exception of its own: one that was thrown already belongs to whoever caught it.
 */
@FunctionalInterface
public interface LayerFailure {

  /**
   * Makes an exception that tells it.
   *
   * @return a new one, which says where, what, why, and what to try
   */
  IOException exception();
}
