package qio.spi.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import qio.api.aio.Readiness;
import qio.api.channel.QioChannel;
import qio.posix.PlainTransfer;
import qio.posix.PosixDescriptor;

/** Standard error through a kernel's pipe: a virtual thread that waits for it has no carrier. */
final class NativeLineSource implements LineSource {

  private final PosixDescriptor descriptor;
  private final PlainTransfer transfer;
  private volatile boolean finishing;

  NativeLineSource(PosixDescriptor descriptor) throws IOException {
    this.descriptor = descriptor;
    this.transfer = new PlainTransfer(descriptor);
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    while (true) {
      boolean last = finishing; // before the look, so that nothing written until then is missed
      int n = transfer.read(dst);
      if (n != QioChannel.WOULD_BLOCK) {
        return n;
      }
      if (last) {
        return QioChannel.EOF;
      }
      descriptor.waiter().await(Readiness.READ, -1);
    }
  }

  @Override
  public void finish() {
    finishing = true;
    descriptor.wake(Readiness.READ);
  }

  /** Never: a wait that is to end is ended. */
  @Override
  public boolean isHeldUp() {
    return false;
  }

  @Override
  public void abandon() throws IOException {
    close();
  }

  @Override
  public void close() throws IOException {
    descriptor.close();
  }
}
