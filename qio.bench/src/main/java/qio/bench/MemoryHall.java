package qio.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;

/** Engines of servers, their handshakes done, and nothing else: what every layer has to hold. */
final class MemoryHall implements Hall {

  private final TlsSetup setup;
  private final List<SSLEngine> servers;

  MemoryHall(Setting setting) throws IOException {
    setup = new TlsSetup(setting.transport());
    servers = new ArrayList<>(2 * setting.idle());
  }

  @Override
  public int port() {
    throw new UnsupportedOperationException("listens nowhere");
  }

  @Override
  public void fill(Transport transport, int count) throws IOException {
    accept(count);
  }

  @Override
  public void accept(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      MemoryPair pair = new MemoryPair(setup.clientEngine(1), setup.serverEngine());
      pair.open(ByteBuffer.allocate(Long.BYTES), ByteBuffer.allocate(Long.BYTES));
      setup.forget();
      servers.add(pair.server);
    }
  }

  @Override
  public void close() {
    servers.clear();
  }
}
