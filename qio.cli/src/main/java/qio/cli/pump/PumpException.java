package qio.cli.pump;

import java.io.IOException;
import qio.api.channel.Relay;

/** A pump stopped because one of its channels failed. */
public final class PumpException extends IOException {

  private static final long serialVersionUID = 1L;

  private final Relay.End end;
  private final String address;
  private final IOException failure;

  PumpException(Relay.End end, String address, IOException failure) {
    super(failure.getMessage(), failure);
    this.end = end;
    this.address = address;
    this.failure = failure;
  }

  /**
   * Which end failed.
   *
   * @return the end
   */
  public Relay.End end() {
    return end;
  }

  /**
   * The address of the channel that failed.
   *
   * @return the address text
   */
  public String address() {
    return address;
  }

  /**
   * The channel's own exception, which is the cause.
   *
   * @return the failure
   */
  public IOException failure() {
    return failure;
  }
}
