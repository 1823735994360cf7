package qio.bench.frames;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One message made into frames, or frames into a message. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(5)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Frames {

  /** Who. */
  @Param({"QIO", "NETTY"})
  public FrameContender contender;

  /** Which end does what. */
  @Param({"CLIENT_SENDS", "SERVER_RECEIVES", "SERVER_SENDS", "CLIENT_RECEIVES"})
  public Work work;

  /** The bytes of the message. */
  @Param({"125", "16384", "1048576"})
  public int size;

  private Sender sender;
  private Receiver receiver;
  private long expected;

  /** Sets one up, and sees that each understands what the other has made. */
  @Setup
  public void open() throws IOException {
    byte[] message = Message.of(size);
    long sum = Message.sum(size, i -> message[i]);
    sender = contender.sender(message, work.masked);
    byte[] wire = sender.wire();
    for (FrameContender each : FrameContender.values()) {
      try (Receiver other = each.receiver(wire, size, work.masked)) {
        check(sum, other.receive(), each + " receives from " + contender);
      }
    }
    try (Sender other = FrameContender.NETTY.sender(message, work.masked)) {
      receiver = contender.receiver(other.wire(), size, work.masked); // one frame, for both
    }
    expected = work.sends ? wire.length : sum;
  }

  private static void check(long expected, long found, String what) {
    if (expected != found) {
      throw new IllegalStateException(what + ": " + found + " is not " + expected);
    }
  }

  /** One message. */
  @Benchmark
  public long message() throws IOException {
    long found = work.sends ? sender.send() : receiver.receive();
    check(expected, found, "in mid-run");
    return found;
  }

  /** Lets go of it. */
  @TearDown
  public void close() {
    sender.close();
    receiver.close();
  }
}
