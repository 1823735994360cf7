package qio.api;

import java.io.IOException;
import qio.api.channel.QioChannel;

/**
 * An address that has been checked and whose layers are prepared, to be connected to many times: a
 * proxy's target, for instance. The files that its options name were read when it was made.
 *
 * <p>May be used by any number of threads at once. Holds nothing that needs closing.
 */
public final class QioTarget {

  private final AddressPlan plan;

  QioTarget(AddressPlan plan) {
    this.plan = plan;
  }

  /**
   * Opens a channel to the address. Waits until it is there, a layer's opening exchange included.
   *
   * @return an open channel in blocking mode, owned by the caller
   * @throws IOException if it cannot be opened; nothing is left behind
   */
  public QioChannel connect() throws IOException {
    return plan.connect();
  }

  /** The address without its options. */
  @Override
  public String toString() {
    return plan.address().toString();
  }
}
