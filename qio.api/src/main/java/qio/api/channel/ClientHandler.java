package qio.api.channel;

import qio.api.aio.AioContext;

/** What a {@link QioServer} does with its clients. */
@FunctionalInterface
public interface ClientHandler {

  /**
   * Begins to serve a client. Called on the thread of a loop, for one client at a time on each
   * loop, and for several at once on several: it must not block, but sets watches or handlers on
   * the loop, or gives the channel to a thread of its own.
   *
   * @param client the client's channel, in blocking mode, owned by this handler
   * @param loop the loop that calls, to serve the client on
   * @throws Exception if the client cannot be served: the server logs that and closes the client
   */
  void serve(QioChannel client, AioContext loop) throws Exception;
}
