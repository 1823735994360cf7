package qio.spi.websocket;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** An opening handshake from its first step to its end, told to Flight Recorder. */
@Name("qio.WebSocketHandshake")
@Label("WebSocket Handshake")
@Category("QIO")
@Description("An opening handshake of WebSocket, done or failed")
@StackTrace(false)
final class HandshakeEvent extends Event {

  // All fields are confined to the thread of the handshake.

  @Label("Channel")
  @Nullable String channel;

  @Label("Role")
  @Description("CLIENT or SERVER, what this side is")
  @Nullable String role;

  @Label("Peer")
  @Description("The address of the other end, if it has one")
  @Nullable String peer;

  @Label("Path")
  @Description("What the client asked for, without its query")
  @Nullable String path;

  @Label("Protocol")
  @Description("The sub-protocol, if one was agreed on")
  @Nullable String protocol;

  @Label("Compressed")
  @Description("Whether messages may be compressed")
  boolean compressed;

  @Label("Failure")
  @Description("Why it failed; none if it is done")
  @Nullable String failure;
}
