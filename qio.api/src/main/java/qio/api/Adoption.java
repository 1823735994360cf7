package qio.api;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import qio.api.channel.Descriptor;
import qio.api.channel.ProviderUnavailableException;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.spi.ChannelProvider;

/** Finds the provider that can make something of a descriptor. */
final class Adoption {

  /** What a provider makes of a descriptor; empty if it is none of its own. */
  private interface Maker<T> {
    Optional<T> make(ChannelProvider transport) throws IOException;
  }

  private final ProviderRegistry registry;
  private final Descriptor descriptor;

  Adoption(ProviderRegistry registry, Descriptor descriptor) {
    this.registry = registry;
    this.descriptor = descriptor;
  }

  /** As {@link Qio#adopt}. */
  QioChannel channel() throws IOException {
    return first(
        transport -> transport.adopt(descriptor),
        "no provider can use it; sockets need qio.spi.socket, all else qio.spi.file, on the module"
            + " path, both with --enable-native-access=qio.posix");
  }

  /** As {@link Qio#adoptListener}. */
  QioListener listener() throws IOException {
    return first(
        transport -> transport.adoptListener(descriptor),
        "no provider can accept clients from it; it must be a stream socket that listens, with"
            + " qio.spi.socket on the module path and --enable-native-access=qio.posix");
  }

  private <T> T first(Maker<T> maker, String otherwise) throws IOException {
    Set<String> reasons = new LinkedHashSet<>();
    for (InstalledProvider each : registry.all()) {
      if (!(each.provider() instanceof ChannelProvider transport)) {
        continue;
      }
      Optional<String> reason = each.availability().reason();
      reason.ifPresent(why -> reasons.add("; " + each.name() + " is unavailable: " + why));
      Optional<T> made = reason.isEmpty() ? maker.make(transport) : Optional.empty();
      if (made.isPresent()) {
        return made.get();
      }
    }
    throw new ProviderUnavailableException(
        "descriptor " + descriptor.number() + ": " + otherwise + String.join("", reasons));
  }
}
