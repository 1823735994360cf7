package qio.api.channel;

import java.io.IOException;

/**
 * A call needs something that this channel cannot do. No data were moved; the channel is as usable
 * as before.
 */
public final class UnsupportedFeatureException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What is missing. */
  private final ChannelFeature feature;

  /**
   * Reports a missing feature.
   *
   * @param feature what is missing
   * @param address the channel
   * @param advice what the caller can do instead, in a sentence
   */
  public UnsupportedFeatureException(ChannelFeature feature, String address, String advice) {
    super(address + ": no " + feature.words() + " on this channel; " + advice);
    this.feature = feature;
  }

  /**
   * What is missing.
   *
   * @return the feature that the channel does not have
   */
  public ChannelFeature feature() {
    return feature;
  }
}
