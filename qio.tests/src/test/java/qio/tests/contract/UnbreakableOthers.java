package qio.tests.contract;

import java.util.Map;

/** Rules that no provider can break, since a final method keeps them whatever it supplies. */
final class UnbreakableOthers {

  /** Each rule, and why it cannot be broken. */
  static final Map<String, String> REASONS =
      Map.of(
          "FD-4",
          "writevFull and writevFullAll look for a byte to write before a provider is asked",
          "FEAT-2",
          "QioChannel looks whether it has the feature before a provider is asked",
          "SEEK-10",
          "once closed, no call gets past QioChannel's own check that the channel is open",
          "VIEW-3",
          "the views are QioChannel's own, and their close and isOpen are the channel's");

  private UnbreakableOthers() {}
}
