package qio.bench;

import java.io.IOException;

/** Counts visits, and knows from the certificates verified which of them were resumed. */
final class HandshakeCount {

  private final TlsSetup tls;
  private final boolean resuming;
  private volatile long visits; // written by one thread at a time

  HandshakeCount(TlsSetup tls, boolean resuming) {
    this.tls = tls;
    this.resuming = resuming;
  }

  /** After each visit: one that is to be full must find nothing to resume the next time. */
  @SuppressWarnings("NonAtomicOperationOnVolatileField")
  void visited() {
    visits = visits + 1;
    if (!resuming) {
      tls.forget();
    }
  }

  /** Of those that are to be resumed, the first cannot be. */
  void check() throws IOException {
    long wanted = resuming ? 1 : visits;
    if (tls.verified() != wanted) {
      throw new IOException(
          "%d of %d handshakes were full, and not %d".formatted(tls.verified(), visits, wanted));
    }
  }
}
