package qio.spi.tls;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A handshake from its first step to its end, told to Flight Recorder. */
@Name("qio.TlsHandshake")
@Label("TLS Handshake")
@Category("QIO")
@Description("A TLS handshake, done or failed")
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

  @Label("Subject")
  @Description("The subject of the peer's certificate, if it has shown one")
  @Nullable String subject;

  @Label("Protocol")
  @Nullable String protocol;

  @Label("Cipher Suite")
  @Nullable String cipherSuite;

  @Label("Application Protocol")
  @Nullable String applicationProtocol;

  @Label("Resumed")
  @Description("Whether an earlier session was resumed")
  boolean resumed;

  @Label("Failure")
  @Description("Why it failed; none if it is done")
  @Nullable String failure;
}
