package qio.api.channel;

import java.io.IOException;

/**
 * An operating-system descriptor: a socket, file, pipe, memfd, eventfd or whatever else has a
 * number. (The header's {@code int} in {@code fds}.)
 *
 * <p>A descriptor is <em>owned</em> or <em>lent</em>. Who owns one closes it; received and
 * duplicated descriptors are owned by whoever got them. A channel lends its own through {@link
 * QioChannel#descriptor()}: closing a lent one does nothing, and it ceases to be open when its
 * channel is closed. Sending a descriptor over a channel does not give it away. Every descriptor is
 * close-on-exec.
 *
 * <p>All methods may be called from any thread. The number is never reused while a call of this
 * library is using it.
 */
public abstract class Descriptor implements AutoCloseable {

  /** For the modules that make descriptors. */
  protected Descriptor() {}

  /**
   * The number, for a message or for a native call of the caller's own. It means nothing once the
   * descriptor is closed: the operating system hands it out again.
   *
   * @return the number
   */
  public abstract int number();

  /**
   * Makes a second, owned descriptor of the same open file description, close-on-exec.
   *
   * @return the duplicate
   * @throws java.nio.channels.ClosedChannelException if this descriptor is closed
   * @throws IOException if the process or the system has no descriptor left
   */
  public abstract Descriptor dup() throws IOException;

  /**
   * Whether the descriptor can still be used.
   *
   * @return false once it, or the channel that lends it, was closed
   */
  public abstract boolean isOpen();

  /**
   * Closes an owned descriptor as soon as no call is using it; on a lent or a closed one it does
   * nothing.
   *
   * @throws IOException if the operating system reports that data written earlier were lost; the
   *     descriptor is closed all the same
   */
  @Override
  public abstract void close() throws IOException;
}
