package qio.api.aio;

import java.io.IOException;
import java.util.Optional;

/** Supplies the portable poller. {@link PollerLookup} knows it, so it is nowhere declared. */
final class SelectorPollerProvider implements PollerProvider {

  static final PollerProvider INSTANCE = new SelectorPollerProvider();

  private SelectorPollerProvider() {}

  @Override
  public String name() {
    return "selector";
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Optional<String> unavailableBecause() {
    return Optional.empty();
  }

  @Override
  public Poller open() throws IOException {
    return new SelectorPoller();
  }
}
