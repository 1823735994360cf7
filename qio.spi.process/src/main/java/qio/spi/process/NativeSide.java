package qio.spi.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import qio.api.aio.Pollable;
import qio.posix.PlainTransfer;
import qio.posix.PosixDescriptor;

/** The end of a kernel's pipe that this process has. */
final class NativeSide implements ChildSide {

  private final PosixDescriptor descriptor;
  private final PlainTransfer transfer;
  private final boolean reads;
  private final Pollable pollable;

  /** Owns the descriptor, unless this fails. */
  NativeSide(PosixDescriptor descriptor, boolean reads, String address) throws IOException {
    descriptor.describe(address);
    this.descriptor = descriptor;
    this.transfer = new PlainTransfer(descriptor);
    this.reads = reads;
    this.pollable = Pollable.ofDescriptor(descriptor.number());
  }

  @Override
  public long move(ByteBuffer[] buffers, int offset, int length) throws IOException {
    return reads ? transfer.read(buffers, offset, length) : transfer.write(buffers, offset, length);
  }

  @Override
  public int readyOf(int asked) throws IOException {
    return descriptor.poll(asked);
  }

  @Override
  public Pollable pollable() {
    return pollable;
  }

  PosixDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public void close() throws IOException {
    descriptor.close();
  }
}
