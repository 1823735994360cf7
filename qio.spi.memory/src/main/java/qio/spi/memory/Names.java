package qio.spi.memory;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import qio.api.channel.Admission;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;

/** Who listens on which name. */
final class Names {

  /**
   * Those of the process. (Of the class loader, to be exact: a plugin layer's copy has its own.)
   */
  static final Names OF_PROCESS = new Names();

  private final ConcurrentMap<String, MemoryListenChannel> listening = new ConcurrentHashMap<>();

  QioListener listen(MemoryListenChannel channel, Admission admission) throws IOException {
    if (listening.putIfAbsent(channel.address(), channel) != null) {
      throw new BindException(
          channel.address()
              + ": address in use: somebody in this process listens on that name already; close"
              + " that listener or choose another name");
    }
    return new MemoryListener(channel, admission);
  }

  QioChannel connect(String address) throws IOException {
    MemoryListenChannel listener = listening.get(address);
    if (listener == null || !listener.isOpen()) {
      throw refused(address);
    }
    return listener.connect();
  }

  void release(MemoryListenChannel channel) {
    listening.remove(channel.address(), channel);
  }

  static ConnectException refused(String address) {
    return new ConnectException(
        address
            + ": connection refused: nobody in this process listens on that name; listen on it"
            + " first");
  }
}
