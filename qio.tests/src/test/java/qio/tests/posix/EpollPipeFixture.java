package qio.tests.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import qio.api.aio.Pollable;
import qio.api.aio.PollerProvider;
import qio.posix.EpollPollerProvider;
import qio.posix.PlainTransfer;
import qio.posix.PosixFiles;
import qio.tck.aio.ConnectedPair;
import qio.tck.aio.PollerFixture;

/** The poller on epoll, with pipes. */
final class EpollPipeFixture implements PollerFixture {

  @Override
  public PollerProvider provider() {
    return new EpollPollerProvider();
  }

  @Override
  public ConnectedPair openPair() throws IOException {
    return new PipeEnds(PosixFiles.pipe(true));
  }

  private static final class PipeEnds implements ConnectedPair {

    private static final int CHUNK = 4096;

    private final PosixFiles.Pipe pipe;
    private final PlainTransfer in;
    private final PlainTransfer out;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);

    PipeEnds(PosixFiles.Pipe pipe) throws IOException {
      this.pipe = pipe;
      this.in = new PlainTransfer(pipe.reader());
      this.out = new PlainTransfer(pipe.writer());
    }

    @Override
    public Pollable reader() {
      return Pollable.ofDescriptor(pipe.reader().number());
    }

    @Override
    public Pollable writer() {
      return Pollable.ofDescriptor(pipe.writer().number());
    }

    @Override
    public void write() throws IOException {
      if (out.write(ByteBuffer.allocate(1)) != 1) {
        throw new IOException("the pipe is full");
      }
    }

    @Override
    public void fill() throws IOException {
      while (out.write(chunk.clear()) > 0) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void drain() throws IOException {
      while (in.read(chunk.clear()) > 0) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void hangUp() throws IOException {
      pipe.writer().close();
    }

    @Override
    public void close() throws IOException {
      pipe.writer().close();
      pipe.reader().close();
    }
  }
}
