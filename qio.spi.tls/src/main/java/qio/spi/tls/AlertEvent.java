package qio.spi.tls;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** An alert that ends a connection, told to Flight Recorder. */
@Name("qio.TlsAlert")
@Label("TLS Alert")
@Category("QIO")
@Description("An alert that ended a connection: the peer's, or ours to a peer that broke the rules")
@StackTrace(false)
final class AlertEvent extends Event {

  // All fields are confined to the thread that records.

  @Label("Channel")
  @Nullable String channel;

  @Label("Received")
  @Description("Whether the peer has sent it; otherwise this side has")
  boolean received;

  @Label("Alert")
  @Description("Its name as registered, as far as the engine tells")
  @Nullable String alert;

  @Label("Reason")
  @Nullable String reason;
}
