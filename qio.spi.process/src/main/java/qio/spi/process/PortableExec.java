package qio.spi.process;

import java.io.IOException;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import qio.api.channel.QioChannel;

/**
 * Starts children with nothing but the JDK. Its streams can only be waited for, so a thread for
 * each moves the bytes between them and a pipe of {@code java.nio}, which can be watched.
 *
 * <p>Nothing ends such a wait but the other end: closing the stream frees its descriptor's number
 * under the read, and does not wake the reader. So close does not wait for these threads, and each
 * closes its own stream. With the child they end at once. A grandchild that keeps the pipe and says
 * nothing keeps the thread, the descriptor and the JDK's reaper of the child, until it does.
 */
final class PortableExec implements ExecEngine {

  @Override
  public QioChannel start(ExecRequest request) throws IOException {
    List<AutoCloseable> made = new ArrayList<>();
    Process process = null;
    try {
      Pipe input = Pipe.open();
      made.add(input.source());
      made.add(input.sink());
      Pipe output = Pipe.open();
      made.add(output.source());
      made.add(output.sink());
      ChildSide in = NioSide.reading(output.source());
      ChildSide out = NioSide.writing(input.sink());
      process = Starting.start(request, Starting.builder(request));
      Thread feeder = Pump.toChild(request.address(), input.source(), process.getOutputStream());
      Thread drainer = Pump.fromChild(request.address(), process.getInputStream(), output.sink());
      StderrLines stderr =
          request.stderr() == StderrMode.LOG
              ? new StderrLines(
                  request.address(),
                  new StreamLineSource(process.getErrorStream()),
                  request,
                  Thread.ofPlatform().daemon())
              : null;
      ChildEnding ending = new ChildEnding(request, process, stderr, feeder);
      ChildChannel channel = new ChildChannel(request.address(), in, out, ending);
      feeder.start();
      drainer.start();
      if (stderr != null) {
        stderr.start();
      }
      return channel;
    } catch (IOException | RuntimeException e) {
      if (process != null) {
        process.destroyForcibly(); // the JDK reaps it
      }
      closeAll(made, e);
      throw e;
    }
  }

  private static void closeAll(List<AutoCloseable> made, Exception failure) {
    for (AutoCloseable each : made) {
      try {
        each.close();
      } catch (Exception e) {
        failure.addSuppressed(e);
      }
    }
  }
}
