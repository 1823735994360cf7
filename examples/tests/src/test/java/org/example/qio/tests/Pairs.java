package org.example.qio.tests;

import java.io.IOException;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.spi.LayerRole;
import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.tck.ChannelPair;

/** Connected pairs, and zstd over them. */
final class Pairs {

  /** Enough for an end that reads; many tests of the kit leave one that does not. */
  private static final QioOptions IMPATIENT = QioOptions.none().with("close-timeout", "200ms");

  private Pairs() {}

  static ChannelPair memory() {
    MemoryPair pair = MemoryChannels.pair();
    return ChannelPair.twoWay(pair.first(), pair.second());
  }

  static ChannelPair tcp() throws IOException {
    try (QioListener listener = Qio.listen("tcp://127.0.0.1:0")) {
      QioChannel client = Qio.connect(listener.localAddress());
      return ChannelPair.twoWay(client, listener.accept());
    }
  }

  static ChannelPair zstd(ChannelPair below) throws IOException {
    return ChannelPair.twoWay(
        Qio.layer("zstd", below.writer(), IMPATIENT),
        Qio.layer("zstd", LayerRole.SERVER, below.reader(), IMPATIENT));
  }
}
