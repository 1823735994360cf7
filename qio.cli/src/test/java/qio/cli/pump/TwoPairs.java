package qio.cli.pump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;

/** What a pump stands between: a pair to move from, and a pair with little room to move to. */
abstract class TwoPairs {

  static final long LIMIT_SECONDS = 20;

  /** What is written to feed comes out of source; what is written to sink comes out of drain. */
  QioChannel feed;

  QioChannel source;
  QioChannel sink;
  QioChannel drain;

  @BeforeEach
  final void connect() throws IOException {
    try (QioListener one = Qio.listen("mem:" + UUID.randomUUID());
        QioListener other = Qio.listen("mem:" + UUID.randomUUID() + "?window=16")) {
      feed = Qio.connect(one.localAddress());
      source = one.accept();
      sink = Qio.connect(other.localAddress());
      drain = other.accept();
    }
  }

  @AfterEach
  final void closeAll() throws IOException {
    for (QioChannel channel : new QioChannel[] {feed, source, sink, drain}) {
      channel.close();
    }
  }

  static void send(QioChannel channel, String text) throws IOException {
    channel.writeAll(ByteBuffer.wrap(text.getBytes()));
  }
}
