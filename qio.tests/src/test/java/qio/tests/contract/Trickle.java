package qio.tests.contract;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * The chunks of a channel that moves a byte at a time where a layer has something to take apart:
 * the handshake, the first frames or records, all that most tests send. What comes after that is in
 * pieces of sizes that go round, one byte among them: a megabyte in single bytes would take seconds
 * and cut nothing that was not cut before.
 */
final class Trickle implements IntSupplier {

  private static final int SINGLE_BYTES = 16 * 1024;

  private static final int[] LATER = {1, 2, 13, 5, 34, 3, 21, 8};

  private final AtomicInteger transfers = new AtomicInteger();

  @Override
  public int getAsInt() {
    int transfer = transfers.getAndIncrement();
    return transfer < SINGLE_BYTES ? 1 : LATER[transfer % LATER.length];
  }
}
