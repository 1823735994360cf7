package qio.tests.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import qio.api.aio.Pollable;
import qio.api.aio.PollerProvider;
import qio.posix.EpollPollerProvider;
import qio.posix.PosixDescriptor;
import qio.posix.PosixSockets;
import qio.posix.SocketTransfer;
import qio.posix.SocketType;
import qio.tck.aio.ConnectedPair;
import qio.tck.aio.PollerFixture;

/** The poller on epoll, with UNIX sockets. */
final class EpollFixture implements PollerFixture {

  @Override
  public PollerProvider provider() {
    return new EpollPollerProvider();
  }

  @Override
  public ConnectedPair openPair() throws IOException {
    PosixSockets.Pair pair = PosixSockets.pair(SocketType.STREAM);
    return new SocketPair(pair.first(), pair.second());
  }

  private static final class SocketPair implements ConnectedPair {

    private static final int CHUNK = 4096;

    private final PosixDescriptor readEnd;
    private final PosixDescriptor writeEnd;
    private final SocketTransfer in;
    private final SocketTransfer out;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);

    SocketPair(PosixDescriptor readEnd, PosixDescriptor writeEnd) {
      this.readEnd = readEnd;
      this.writeEnd = writeEnd;
      this.in = new SocketTransfer(readEnd);
      this.out = new SocketTransfer(writeEnd);
    }

    @Override
    public Pollable reader() {
      return Pollable.ofDescriptor(readEnd.number());
    }

    @Override
    public Pollable writer() {
      return Pollable.ofDescriptor(writeEnd.number());
    }

    @Override
    public void write() throws IOException {
      if (out.send(ByteBuffer.allocate(1)) != 1) {
        throw new IOException("the socket is full");
      }
    }

    @Override
    public void fill() throws IOException {
      while (out.send(chunk.clear()) > 0) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void drain() throws IOException {
      while (in.receive(chunk.clear()) > 0) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void hangUp() throws IOException {
      writeEnd.close();
    }

    @Override
    public void close() throws IOException {
      try (readEnd) {
        writeEnd.close();
      }
    }
  }
}
