package qio.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Talks between engines that hand each other their records in memory: what remains when nothing is
 * sent and nobody waits. One thread does the work of both ends.
 */
final class MemoryTalk implements Party {

  private final Talk talk;
  private final boolean bothWays;
  private final List<MemoryPair> pairs = new ArrayList<>();
  private final ByteBuffer message;
  private final ByteBuffer received;
  private final ByteBuffer reply;
  private final ByteBuffer replied;

  MemoryTalk(Setting setting, Talk talk, boolean bothWays) throws IOException {
    this.talk = talk;
    this.bothWays = bothWays;
    message = Payload.message(talk.size());
    received = ByteBuffer.allocateDirect(talk.size());
    reply = Payload.message(talk.reply());
    replied = ByteBuffer.allocateDirect(talk.reply());
    TlsSetup setup = new TlsSetup(setting.transport());
    for (int i = 0; i < setting.connections(); i++) {
      MemoryPair pair = new MemoryPair(setup.clientEngine(1), setup.serverEngine());
      pair.open(ByteBuffer.allocate(Long.BYTES), ByteBuffer.allocate(Long.BYTES));
      pairs.add(pair);
    }
  }

  @Override
  public void play(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      for (MemoryPair pair : pairs) {
        if (bothWays) {
          talk.check(burst(pair, true));
          talk.check(burst(pair, false));
        } else {
          reply.putLong(0, burst(pair, true));
          pair.move(false, reply.clear(), replied.clear());
          talk.check(replied.getLong(0));
        }
      }
    }
  }

  private long burst(MemoryPair pair, boolean fromClient) throws IOException {
    long sum = 0;
    for (int i = 0; i < talk.burst(); i++) {
      pair.move(fromClient, message.clear(), received.clear());
      sum += Payload.sum(received);
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    for (MemoryPair pair : pairs) {
      pair.close();
    }
  }
}
