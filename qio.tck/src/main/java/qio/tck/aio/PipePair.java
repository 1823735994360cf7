package qio.tck.aio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import qio.api.aio.Pollable;

/** The two ends of a {@link Pipe} of {@code java.nio}: a pair that every loop accepts. */
public final class PipePair implements ConnectedPair {

  private static final int CHUNK = 4096;

  private final Pipe.SourceChannel source;
  private final Pipe.SinkChannel sink;

  private PipePair(Pipe pipe) throws IOException {
    this.source = pipe.source();
    this.sink = pipe.sink();
    source.configureBlocking(false);
    sink.configureBlocking(false);
  }

  /**
   * Opens a pipe.
   *
   * @return the pair, to be closed by the caller
   * @throws IOException if the system has no more to give
   */
  public static PipePair open() throws IOException {
    return new PipePair(Pipe.open());
  }

  @Override
  public Pollable reader() {
    return Pollable.ofChannel(source);
  }

  @Override
  public Pollable writer() {
    return Pollable.ofChannel(sink);
  }

  @Override
  public void write() throws IOException {
    if (sink.write(ByteBuffer.allocate(1)) != 1) {
      throw new IOException("the pipe is full");
    }
  }

  @Override
  public void fill() throws IOException {
    // Down to the last byte: a pipe counts as writable until not even one more fits.
    while (sink.write(ByteBuffer.allocate(CHUNK)) > 0 || sink.write(ByteBuffer.allocate(1)) > 0) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void drain() throws IOException {
    ByteBuffer scrap = ByteBuffer.allocate(CHUNK);
    while (source.read(scrap) > 0) {
      scrap.clear();
    }
  }

  @Override
  public void hangUp() throws IOException {
    sink.close();
  }

  @Override
  public void close() throws IOException {
    try (source) {
      sink.close();
    }
  }
}
