package qio.tck.fault;

import qio.api.channel.ChannelFeature;
import qio.api.channel.FilterChannel;
import qio.api.channel.QioChannel;

/** What the faulty layers have in common: they offer what the channel below offers. */
abstract class FaultChannel extends FilterChannel {

  FaultChannel(String layer, QioChannel below) {
    super(layer, below);
    for (ChannelFeature feature : below.features()) {
      setFeature(feature);
    }
  }
}
