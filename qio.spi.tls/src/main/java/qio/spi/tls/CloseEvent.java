package qio.spi.tls;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** The closing of a TLS channel, told to Flight Recorder. */
@Name("qio.TlsClose")
@Label("TLS Close")
@Category("QIO")
@Description("The closing of a TLS channel, with what it took to send the rest")
@StackTrace(false)
final class CloseEvent extends Event {

  // All fields are confined to the thread that closes.

  @Label("Channel")
  @Nullable String channel;

  @Label("Farewell Sent")
  @Description("Whether our close_notify has left")
  boolean farewellSent;

  @Label("Farewell Received")
  @Description("Whether the peer's close_notify had come")
  boolean farewellReceived;

  @Label("Failure")
  @Description("What was lost; none if nothing was")
  @Nullable String failure;
}
