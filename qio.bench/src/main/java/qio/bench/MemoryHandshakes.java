package qio.bench;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Handshakes of engines in memory, both ends by one thread. */
final class MemoryHandshakes implements Party {

  private final TlsSetup setup;
  private final HandshakeCount count;
  private final ByteBuffer greeting = ByteBuffer.allocateDirect(Long.BYTES);
  private final ByteBuffer greeted = ByteBuffer.allocateDirect(Long.BYTES);

  MemoryHandshakes(Setting setting, boolean resuming) throws IOException {
    setup = new TlsSetup(setting.transport());
    count = new HandshakeCount(setup, resuming);
  }

  @Override
  public void play(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      MemoryPair pair = new MemoryPair(setup.clientEngine(1), setup.serverEngine());
      pair.open(greeting.clear(), greeted.clear());
      pair.close();
      count.visited();
    }
    count.check();
  }

  @Override
  public void close() {}
}
