package qio.cli.demo;

import java.io.IOException;
import java.security.MessageDigest;
import qio.api.channel.ChannelFeature;
import qio.api.channel.QioChannel;
import qio.api.channel.ShutdownMode;
import qio.cli.pump.Pump;
import qio.cli.pump.PumpException;

/**
 * One part of the way: reads a channel to its end, digests what came, hands it on to the next one
 * and ends that.
 *
 * @param step what it is called
 * @param source read from
 * @param sink handed on to
 * @param expected what should come
 */
record Leg(String step, QioChannel source, QioChannel sink, Content expected) {

  private static final int BUFFER_SIZE = 64 * 1024;

  StepResult run() throws IOException {
    MessageDigest digest = Hash.begin();
    Pump pump = Pump.owning(source, sink, BUFFER_SIZE, chunk -> digest.update(chunk.duplicate()));
    long started = System.nanoTime();
    try {
      pump.run();
    } catch (PumpException e) {
      throw e.failure();
    }
    if (sink.hasFeature(ChannelFeature.SHUTDOWN)) {
      sink.shutdown(ShutdownMode.WRITE);
    }
    long nanos = System.nanoTime() - started;
    var found = new Content(pump.moved(), Hash.text(digest));
    return new StepResult(step, found, nanos, found.equals(expected));
  }
}
