package qio.api.spi;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import qio.api.channel.Descriptor;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;

/** Opens channels for some schemes of addresses. Its methods may be called from any thread. */
public non-sealed interface ChannelProvider extends Provider {

  /**
   * The schemes that it serves.
   *
   * @return lower-case letters, digits and hyphens
   */
  Set<String> schemes();

  /**
   * Checks an address and its options without opening anything. The default accepts all.
   *
   * @param endpoint the address
   * @param options the options given, all of them among {@link #options}
   * @throws qio.api.channel.InvalidAddressException if the address is not of a form that this
   *     scheme has
   */
  default void check(Endpoint endpoint, OptionValues options) {}

  /**
   * Opens the channel that an address names, waiting until it is there.
   *
   * @param endpoint the address
   * @param options the options given, all of them among {@link #options}
   * @return an open channel in blocking mode, owned by the caller
   * @throws qio.api.channel.InvalidAddressException if the address is not of a form that this
   *     scheme has
   * @throws IOException if it cannot be opened; nothing is left behind
   */
  QioChannel connect(Endpoint endpoint, OptionValues options) throws IOException;

  /**
   * Listens on an address. The default says that this scheme cannot.
   *
   * @param endpoint the address
   * @param options the options given, all of them among {@link #options}
   * @return an open listener, owned by the caller
   * @throws qio.api.channel.InvalidAddressException if the address is not of a form that this
   *     scheme has
   * @throws IOException if it cannot be listened on; nothing is left behind
   */
  default QioListener listen(Endpoint endpoint, OptionValues options) throws IOException {
    throw new IOException(
        endpoint + ": nothing can listen on a " + endpoint.scheme() + " address; connect to it");
  }

  /**
   * Listens on one address through several listeners, among which the operating system spreads the
   * clients, so that several loops can accept without a common queue. All of them share what limits
   * their clients. The default makes a single one, as {@link #listen} does.
   *
   * @param endpoint the address
   * @param options the options given, all of them among {@link #options}
   * @param count how many are wanted, one at least
   * @return open listeners on the same address, owned by the caller: {@code count}, or one if the
   *     scheme, the system or the options do not allow more
   * @throws qio.api.channel.InvalidAddressException if the address is not of a form that this
   *     scheme has
   * @throws IOException if it cannot be listened on; nothing is left behind
   */
  default List<QioListener> listenSeveral(Endpoint endpoint, OptionValues options, int count)
      throws IOException {
    return List.of(listen(endpoint, options));
  }

  /**
   * The descriptor of this process that an address names, for schemes that stand for descriptors of
   * any kind: the front door makes a channel of it with whichever provider can, this one or
   * another. It is asked before {@link #connect}, which is not called if there is one.
   *
   * @param endpoint the address
   * @param options the options given, all of them among {@link #options}
   * @return the descriptor, owned by the caller; empty if the scheme is of another kind, which is
   *     the default
   * @throws IOException if there is no such descriptor, or it cannot be had
   */
  default Optional<Descriptor> descriptorOf(Endpoint endpoint, OptionValues options)
      throws IOException {
    return Optional.empty();
  }

  /**
   * Makes a listener of a descriptor, if it is a socket that listens and of a kind that this
   * provider serves.
   *
   * @param descriptor an owned descriptor; the listener owns it if one is returned
   * @return the listener, or empty if this is no descriptor for this provider; that is the default
   * @throws IOException if it is, but no listener can be made; the descriptor stays the caller's
   */
  default Optional<QioListener> adoptListener(Descriptor descriptor) throws IOException {
    return Optional.empty();
  }

  /**
   * Makes a channel of a descriptor, if it is of a kind that this provider serves.
   *
   * @param descriptor an owned descriptor; the channel owns it if one is returned
   * @return the channel in blocking mode, or empty if this is no descriptor for this provider; that
   *     is the default
   * @throws IOException if it is, but no channel can be made; the descriptor stays the caller's
   */
  default Optional<QioChannel> adopt(Descriptor descriptor) throws IOException {
    return Optional.empty();
  }
}
