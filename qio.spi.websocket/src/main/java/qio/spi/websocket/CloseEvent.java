package qio.spi.websocket;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** The closing of a WebSocket channel, told to Flight Recorder. */
@Name("qio.WebSocketClose")
@Label("WebSocket Close")
@Category("QIO")
@Description("The closing of a WebSocket channel, with what it took to send the rest")
@StackTrace(false)
final class CloseEvent extends Event {

  // All fields are confined to the thread that closes.

  @Label("Channel")
  @Nullable String channel;

  @Label("Farewell Sent")
  @Description("Whether our close frame has left")
  boolean farewellSent;

  @Label("Farewell Received")
  @Description("Whether the peer's close frame had come")
  boolean farewellReceived;

  @Label("Code")
  @Description("The status code of the peer's close frame, 1005 if it had none; 0 if none has come")
  int code;

  @Label("Failure")
  @Description("What was lost; none if nothing was")
  @Nullable String failure;
}
