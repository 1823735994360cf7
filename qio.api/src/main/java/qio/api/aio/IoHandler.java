package qio.api.aio;

/**
 * What an {@link AioContext} calls, on its own thread, while a {@link Pollable} is ready in one
 * direction.
 *
 * <p>Handlers are level-triggered: as long as the descriptor stays ready the handler is called
 * again, once in every turn of the loop. A handler must not block; it may add, replace and remove
 * handlers, its own included. It may be called when there is nothing to do after all, for instance
 * on an error: its next call on the channel then says what there is. (The header's {@code
 * IOHandler}; what the header calls {@code opaque} is what a lambda captures.)
 */
@FunctionalInterface
public interface IoHandler {

  /**
   * Handles readiness. An exception is reported to the loop's logger and does not stop the loop.
   *
   * @throws Exception whatever went wrong; the loop reports it and goes on
   */
  void handle() throws Exception;
}
