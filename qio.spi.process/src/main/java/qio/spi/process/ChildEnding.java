package qio.spi.process;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import qio.api.channel.QioTask;

/**
 * Ends a child: politely, then firmly, and always within limits.
 *
 * <pre>
 *   pipes closed --close-timeout--&gt; SIGTERM --kill-timeout--&gt; SIGKILL --kill-timeout--&gt; given up
 * </pre>
 *
 * <p>Signals go to the child alone and not to a group of processes: the child is in the group of
 * this process, as one that a shell starts in a script is, so that Ctrl-C reaches it. Whom it has
 * started itself is for the child to end.
 *
 * <p>They go through the child's {@code ProcessHandle}: {@code Process.destroy} closes the streams
 * as well, and waits for ever for one that a {@link Pump} is held up in.
 */
final class ChildEnding implements Ending {

  private static final Logger LOG = System.getLogger("qio.spi.process");

  /** SIGPIPE, from a pipe that was closed by us; what a close brings about is not worth a line. */
  private static final int BROKEN_PIPE = 128 + 13;

  /** How long a thread of ours may take to hand on what it has, if a child does not hold it up. */
  private static final Duration HANDING_ON = Duration.ofMillis(200);

  private final ExecRequest request;
  private final Process process;
  private final ChildProcess child;
  private final @Nullable StderrLines stderr; // null if its lines do not come to us
  private final @Nullable Thread feeder; // moves what was written; null if the kernel has it

  ChildEnding(
      ExecRequest request, Process process, @Nullable StderrLines stderr, @Nullable Thread feeder) {
    this.request = request;
    this.process = process;
    this.stderr = stderr;
    this.feeder = feeder;
    QioTask<ChildExit> exit = new QioTask<>(request.address());
    this.child = new ChildProcess(process.pid(), exit);
    var _ = process.onExit().thenAccept(ended -> exit.complete(new ChildExit(ended.exitValue())));
  }

  @Override
  public ChildProcess child() {
    return child;
  }

  @Override
  public void end() throws IOException {
    if (feeder != null) {
      Pausing.join(feeder, HANDING_ON); // not waited for any longer: the child does not read
    }
    boolean alone = ended(request.closeTimeout());
    boolean done = alone;
    if (!done) {
      Level level = request.closeTimeout().isZero() ? Level.DEBUG : Level.INFO; // asked for, or not
      LOG.log(level, request.address() + ": not ended with its input; SIGTERM is sent");
      process.toHandle().destroy();
      done = ended(request.killTimeout());
    }
    if (!done) {
      LOG.log(Level.WARNING, request.address() + ": not ended by SIGTERM; SIGKILL is sent");
      process.toHandle().destroyForcibly();
      done = ended(request.killTimeout());
    }
    release();
    if (!done) {
      throw new IOException(
          request.address()
              + ": process "
              + process.pid()
              + " is still there after SIGKILL; the kernel holds it, in a device or a file"
              + " system perhaps. It is reaped when it ends");
    }
    if (alone) {
      tell(new ChildExit(process.exitValue()));
    }
  }

  private void tell(ChildExit exit) {
    if (!exit.isSuccess() && exit.status() != BROKEN_PIPE) {
      LOG.log(Level.WARNING, request.address() + ": " + exit);
    }
  }

  private boolean ended(Duration limit) {
    return Pausing.await(process.onExit(), limit);
  }

  private void release() throws IOException {
    if (stderr != null) {
      stderr.finish(request.killTimeout());
    }
  }
}
