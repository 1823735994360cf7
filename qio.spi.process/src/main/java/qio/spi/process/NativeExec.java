package qio.spi.process;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import qio.api.channel.QioChannel;
import qio.posix.PosixDescriptor;
import qio.posix.PosixFiles;
import qio.spi.process.ChildStartException.Reason;

/**
 * Gives the child pipes of the kernel and keeps their other ends, which loops and threads wait for
 * like for any descriptor.
 *
 * <p>The JDK starts the child and opens its ends by name, under {@code /proc/self/fd}. That makes
 * an open file description of the child's own: ours never blocks, and the child's does, as programs
 * expect.
 */
final class NativeExec implements ExecEngine {

  @Override
  public QioChannel start(ExecRequest request) throws IOException {
    List<PosixDescriptor> ours = new ArrayList<>();
    List<PosixDescriptor> childs = new ArrayList<>();
    Process process = null;
    try {
      ProcessBuilder builder = Starting.builder(request);
      PosixFiles.Pipe input = pipe(request);
      ours.add(input.writer());
      childs.add(input.reader());
      PosixFiles.Pipe output = pipe(request);
      ours.add(output.reader());
      childs.add(output.writer());
      builder.redirectInput(Redirect.from(name(input.reader())));
      builder.redirectOutput(Redirect.to(name(output.writer())));
      StderrLines stderr = null;
      if (request.stderr() == StderrMode.LOG) {
        PosixFiles.Pipe errors = pipe(request);
        ours.add(errors.reader());
        childs.add(errors.writer());
        builder.redirectError(Redirect.to(name(errors.writer())));
        stderr = stderr(request, errors.reader());
      }
      NativeSide in = new NativeSide(output.reader(), true, request.address());
      NativeSide out = new NativeSide(input.writer(), false, request.address());
      process = Starting.start(request, builder);
      close(childs, null);
      return channel(request, process, in, out, stderr);
    } catch (IOException | RuntimeException e) {
      if (process != null) {
        process.destroyForcibly(); // the JDK reaps it
      }
      close(childs, e);
      close(ours, e);
      throw e;
    }
  }

  private static QioChannel channel(
      ExecRequest request,
      Process process,
      NativeSide in,
      NativeSide out,
      @Nullable StderrLines stderr) {
    ChildEnding ending = new ChildEnding(request, process, stderr, null);
    ChildChannel channel = new ChildChannel(request.address(), in, out, ending);
    if (stderr != null) {
      stderr.start();
    }
    return channel;
  }

  private static StderrLines stderr(ExecRequest request, PosixDescriptor errors)
      throws IOException {
    errors.describe(request.address());
    return new StderrLines(
        request.address(), new NativeLineSource(errors), request, Thread.ofVirtual());
  }

  private static PosixFiles.Pipe pipe(ExecRequest request) throws IOException {
    try {
      return PosixFiles.pipe(true);
    } catch (IOException e) {
      throw new ChildStartException(
          request.address(),
          Reason.NO_RESOURCES,
          "cannot start: no pipe to the child (" + e.getMessage() + "); see ulimit -n",
          e);
    }
  }

  private static File name(PosixDescriptor descriptor) {
    return new File("/proc/self/fd/" + descriptor.number());
  }

  private static void close(List<PosixDescriptor> descriptors, @Nullable Exception failure)
      throws IOException {
    for (PosixDescriptor each : descriptors) {
      try {
        each.close();
      } catch (IOException e) {
        if (failure == null) {
          throw e;
        }
        failure.addSuppressed(e);
      }
    }
  }
}
