package qio.api.channel;

import java.io.EOFException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;

/**
 * The JDK's exceptions for the states of a channel, each with a message, which the JDK's own
 * constructors lack.
 */
final class ChannelFailures {

  private ChannelFailures() {}

  static ClosedChannelException closed(String address) {
    return new Closed(address + ": the channel is closed");
  }

  static AsynchronousCloseException closedInCall(String address) {
    return new ClosedInCall(address + ": the channel was closed while this call was in it");
  }

  static IllegalStateException pending(IoCondition direction, String address) {
    if (direction == IoCondition.ERR) {
      return new WritePending(address + ": another thread is flushing; one at a time");
    }
    return direction == IoCondition.OUT
        ? new WritePending(address + ": another thread is writing; one writer at a time")
        : new ReadPending(address + ": another thread is reading; one reader at a time");
  }

  static InterruptedIOException interrupted(String address, long transferred) {
    var failure =
        new InterruptedIOException(
            address + ": interrupted while waiting; the channel is still usable");
    failure.bytesTransferred = (int) Math.min(transferred, Integer.MAX_VALUE);
    return failure;
  }

  static SocketTimeoutException tooLate(String message, long transferred) {
    var failure = new SocketTimeoutException(message);
    failure.bytesTransferred = (int) Math.min(transferred, Integer.MAX_VALUE);
    return failure;
  }

  static EOFException endInside(String address, long got, long wanted) {
    return new EOFException(
        address
            + ": the stream ended after "
            + got
            + " of "
            + wanted
            + " bytes that were to be read");
  }

  static EOFException shortMessage(String address, long got, long wanted) {
    return new EOFException(
        address
            + ": the message has "
            + got
            + " bytes, and "
            + wanted
            + " were to be read; read messages of any size with read or receive");
  }

  private static final class Closed extends ClosedChannelException {
    private static final long serialVersionUID = 1L;
    private final String message;

    Closed(String message) {
      this.message = message;
    }

    @Override
    public String getMessage() {
      return message;
    }
  }

  private static final class ClosedInCall extends AsynchronousCloseException {
    private static final long serialVersionUID = 1L;
    private final String message;

    ClosedInCall(String message) {
      this.message = message;
    }

    @Override
    public String getMessage() {
      return message;
    }
  }

  private static final class ReadPending extends ReadPendingException {
    private static final long serialVersionUID = 1L;
    private final String message;

    ReadPending(String message) {
      this.message = message;
    }

    @Override
    public String getMessage() {
      return message;
    }
  }

  private static final class WritePending extends WritePendingException {
    private static final long serialVersionUID = 1L;
    private final String message;

    WritePending(String message) {
      this.message = message;
    }

    @Override
    public String getMessage() {
      return message;
    }
  }
}
