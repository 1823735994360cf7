package qio.api.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A channel that carries messages, datagrams for instance, and keeps their borders. It has {@link
 * ChannelFeature#MESSAGES}.
 *
 * <ul>
 *   <li>A read gives one message, a write sends one, of however many buffers. A write takes all or
 *       nothing; one of more than the transport takes is a {@link MessageTooLongException}.
 *   <li>A plain read of a message that is larger than its buffers fills them and throws {@link
 *       TruncatedMessageException}; {@link #receive} tells it in the envelope instead.
 *   <li>An empty message is read as 0 bytes, which is the only 0 that a read with room answers.
 *       There is no end: {@link QioChannel#EOF} never comes. A write of nothing sends nothing; an
 *       empty message is sent with {@link #send}.
 *   <li>The {@code …All} methods stand for one message as well: a message that has fewer bytes than
 *       are to be read is an {@link java.io.EOFException}.
 *   <li>What the network tells of messages sent before, that nobody has the port for instance, is
 *       the exception of a later call, and the channel is usable after it.
 * </ul>
 *
 * A connected channel speaks with one peer; one that is not takes messages from everybody, and
 * sends with an envelope:
 *
 * <pre>{@code
 * MessageChannel echo = (MessageChannel) Qio.connect("udp:?local=127.0.0.1:7777");
 * Envelope peer = echo.envelope();
 * while (true) {
 *   echo.receive(buffer.clear(), peer);
 *   echo.send(buffer.flip(), peer);
 * }
 * }</pre>
 *
 * <p>Waiting, modes, threads, interrupts and close are those of every {@link QioChannel}: to
 * receive is to read, to send is to write.
 */
public abstract class MessageChannel extends QioChannel {

  /** The array for calls with one buffer. Guarded by the gate of reading. */
  private final @Nullable ByteBuffer[] oneToReceive = new ByteBuffer[1];

  /** The array for calls with one buffer. Guarded by the gate of writing. */
  private final @Nullable ByteBuffer[] oneToSend = new ByteBuffer[1];

  /**
   * Makes an open channel.
   *
   * @param address what messages call this channel
   */
  protected MessageChannel(String address) {
    super(address, ChannelFeature.MESSAGES);
  }

  // ---- envelopes ----

  /**
   * Makes an envelope without an address, to receive with; sent with, it means the peer that the
   * channel is connected to.
   *
   * @return an envelope for this channel, and for others of its kind
   */
  public abstract Envelope envelope();

  /**
   * Makes an envelope that is addressed. A host's name is looked up, once and here, which may take
   * as long as this machine's name service lets it.
   *
   * @param address an address of this channel's scheme, without options
   * @return an envelope for this channel, and for others of its kind
   * @throws InvalidAddressException if the address is of another scheme or not well-formed, or has
   *     options
   * @throws java.net.UnknownHostException if the host has no address
   * @throws IOException if the channel's socket has no way to address such a peer
   */
  public abstract Envelope envelope(String address) throws IOException;

  // ---- messages ----

  /**
   * Receives one message and who has sent it.
   *
   * @param dst takes the message; its position advances by what it took. What does not fit is lost,
   *     and the envelope says so; a buffer without room takes the message and drops it
   * @param envelope told the sender, the size and whether the message was cut; untouched unless a
   *     message was received
   * @return the bytes in the buffer, 0 if the message is empty or there was no room; {@link
   *     #WOULD_BLOCK} in non-blocking mode if there is no message
   * @throws IllegalArgumentException if the buffer is read-only, or the envelope is of another kind
   *     of channel; nothing is consumed
   * @throws IOException if receiving fails, or the network tells of a message sent before
   */
  @SuppressWarnings("NullAway") // the slot of the array is filled for the time of the call
  public final int receive(ByteBuffer dst, Envelope envelope) throws IOException {
    checkRoom(dst);
    enter(IoCondition.IN);
    try {
      oneToReceive[0] = dst;
      return (int) receiveInside(oneToReceive, 0, 1, envelope);
    } finally {
      oneToReceive[0] = null;
      leave(IoCondition.IN);
    }
  }

  /**
   * Receives one message into several buffers, in order.
   *
   * @param dsts take the message
   * @param offset the first one to use
   * @param length how many to use
   * @param envelope as for {@link #receive(ByteBuffer, Envelope)}
   * @return as {@link #receive(ByteBuffer, Envelope)}
   * @throws IndexOutOfBoundsException if the array has no such range
   * @throws IllegalArgumentException as {@link #receive(ByteBuffer, Envelope)}
   * @throws IOException as {@link #receive(ByteBuffer, Envelope)}
   */
  public final long receive(ByteBuffer[] dsts, int offset, int length, Envelope envelope)
      throws IOException {
    Objects.checkFromIndexSize(offset, length, dsts.length);
    checkRoom(dsts, offset, length);
    enter(IoCondition.IN);
    try {
      return receiveInside(dsts, offset, length, envelope);
    } finally {
      leave(IoCondition.IN);
    }
  }

  private long receiveInside(ByteBuffer[] dsts, int offset, int length, Envelope envelope)
      throws IOException {
    boolean wait = isBlocking();
    for (; ; ) {
      long n = ioReceive(dsts, offset, length, envelope);
      if (n != WOULD_BLOCK || !wait) {
        return n;
      }
      sleep(IoCondition.IN, Deadline.NONE, 0);
    }
  }

  /**
   * Sends one message.
   *
   * @param src the message, which may be empty; its position advances to its limit
   * @param to where it goes: an envelope that a message came in, or one that was addressed; one
   *     without an address means the peer that the channel is connected to
   * @return the bytes of the message; {@link #WOULD_BLOCK} in non-blocking mode if there is no room
   * @throws MessageTooLongException if the transport takes no message of that size; nothing is sent
   * @throws IllegalArgumentException if the envelope is of another kind of channel or address
   * @throws IOException if sending fails, if there is no peer to send to, or the network tells of a
   *     message sent before
   */
  @SuppressWarnings("NullAway") // the slot of the array is filled for the time of the call
  public final int send(ByteBuffer src, Envelope to) throws IOException {
    enter(IoCondition.OUT);
    try {
      oneToSend[0] = src;
      return (int) sendInside(oneToSend, 0, 1, to);
    } finally {
      oneToSend[0] = null;
      leave(IoCondition.OUT);
    }
  }

  /**
   * Sends several buffers, in order, as one message.
   *
   * @param srcs the message
   * @param offset the first one to use
   * @param length how many to use
   * @param to as for {@link #send(ByteBuffer, Envelope)}
   * @return as {@link #send(ByteBuffer, Envelope)}
   * @throws IndexOutOfBoundsException if the array has no such range
   * @throws IllegalArgumentException as {@link #send(ByteBuffer, Envelope)}
   * @throws IOException as {@link #send(ByteBuffer, Envelope)}
   */
  public final long send(ByteBuffer[] srcs, int offset, int length, Envelope to)
      throws IOException {
    Objects.checkFromIndexSize(offset, length, srcs.length);
    enter(IoCondition.OUT);
    try {
      return sendInside(srcs, offset, length, to);
    } finally {
      leave(IoCondition.OUT);
    }
  }

  private long sendInside(ByteBuffer[] srcs, int offset, int length, Envelope to)
      throws IOException {
    boolean wait = isBlocking();
    for (; ; ) {
      long n = ioSend(srcs, offset, length, to);
      if (n != WOULD_BLOCK || !wait) {
        return n;
      }
      sleep(IoCondition.OUT, Deadline.NONE, 0);
    }
  }

  // ---- what a provider must supply ----

  /**
   * Receives a message without waiting.
   *
   * @param dsts writable buffers, perhaps without room
   * @param offset the first one to use
   * @param length how many to use
   * @param envelope to be told what {@link #receive} promises
   * @return the bytes put into the buffers, or {@link #WOULD_BLOCK}
   * @throws IllegalArgumentException if the envelope is none of {@link #envelope()}
   * @throws IOException if receiving fails
   */
  protected abstract long ioReceive(ByteBuffer[] dsts, int offset, int length, Envelope envelope)
      throws IOException;

  /**
   * Sends a message without waiting, all of it or nothing.
   *
   * @param srcs the message, perhaps empty
   * @param offset the first one to use
   * @param length how many to use
   * @param to where it goes
   * @return the bytes of the message, or {@link #WOULD_BLOCK}
   * @throws IllegalArgumentException if the envelope is none of {@link #envelope()}
   * @throws IOException if sending fails
   */
  protected abstract long ioSend(ByteBuffer[] srcs, int offset, int length, Envelope to)
      throws IOException;
}
