package qio.tests.contract;

import java.util.Map;

/**
 * The rules of the kit that no provider can break, whatever it does, because a final method keeps
 * them before the provider is asked. The kit tests them all the same: they are the library's own.
 */
final class Unbreakable {

  /** The rules, and what keeps each. */
  static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("IO-4", "QioChannel answers 0 for no bytes without asking the provider"),
          Map.entry("IO-9", "QioChannel looks for read-only buffers before it asks the provider"),
          Map.entry("ALL-6", "QioChannel.readvFullAllEof refuses a peek before it reads"),
          Map.entry("CLOSE-1", "QioChannel.close asks the provider once, whoever else closes"),
          Map.entry("CLOSE-2", "every method of QioChannel enters a gate that close has shut"),
          Map.entry("CONC-1", "the gates of QioChannel refuse a second one before the provider"),
          Map.entry("WAIT-3", "QioChannel.await looks at the condition before it waits"),
          Map.entry("WAIT-6", "QioChannel.yieldUntil looks at the thread before it waits"),
          Map.entry("WATCH-11", "WatchSource.attach looks at its state and at the loop first"),
          Map.entry("FD-4", "QioChannel.writevFull looks for a byte before it asks the provider"),
          Map.entry("FEAT-2", "QioChannel looks for the feature before it asks the provider"),
          Map.entry("SEEK-10", "every method of QioChannel enters a gate that close has shut"),
          Map.entry("VIEW-3", "the views are QioChannel's own, and end with it"),
          Map.entry("XFER-4", "a Relay enters both ends through their gates before it reads"));

  private Unbreakable() {}
}
