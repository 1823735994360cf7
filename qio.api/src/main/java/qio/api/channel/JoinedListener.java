package qio.api.channel;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Several listeners as one. Each attempt to accept begins behind the one that gave the last client,
 * so that a busy one does not keep the others waiting.
 */
final class JoinedListener extends QioListener {

  private static final System.Logger LOG = System.getLogger(QioListener.class.getName());

  private final List<QioListener> members;
  private final AtomicInteger next = new AtomicInteger();

  JoinedListener(List<QioListener> members) {
    super(new JoinedChannel(List.copyOf(members)));
    this.members = List.copyOf(members);
  }

  @Override
  public List<String> localAddresses() {
    return members.stream().flatMap(each -> each.localAddresses().stream()).toList();
  }

  @Override
  protected Optional<QioChannel> ioAccept() throws IOException {
    int first = next.get();
    int open = 0;
    IOException failure = null;
    for (int i = 0; i < members.size(); i++) {
      int at = Math.floorMod(first + i, members.size());
      QioListener member = members.get(at);
      if (!member.isOpen()) {
        continue;
      }
      open++;
      try {
        Optional<QioChannel> client = member.tryAccept();
        if (client.isPresent()) {
          next.set(at + 1);
          tell(failure);
          return client;
        }
      } catch (IOException e) {
        failure = worse(failure, e);
      }
    }
    if (failure != null) {
      throw failure;
    }
    if (open == 0) {
      throw ChannelFailures.closed(address());
    }
    return Optional.empty();
  }

  /** A failure that nobody will see because another client was accepted. */
  private void tell(@Nullable IOException failure) {
    if (failure != null && !(failure instanceof ResourceShortageException)) {
      LOG.log(System.Logger.Level.WARNING, address() + ": a client could not be accepted", failure);
    }
  }

  /** A shortage is the one to tell: the client that met it is still there. */
  private static IOException worse(@Nullable IOException one, IOException other) {
    if (one == null) {
      return other;
    }
    IOException told = one instanceof ResourceShortageException ? one : other;
    told.addSuppressed(told == one ? other : one);
    return told;
  }
}
