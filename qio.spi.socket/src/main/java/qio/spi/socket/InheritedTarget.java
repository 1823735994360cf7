package qio.spi.socket;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import qio.api.channel.Admission;
import qio.api.channel.ChannelOption;
import qio.api.channel.DescriptorNotInheritedException;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;
import qio.posix.InheritedDescriptors;
import qio.posix.NativeAccess;
import qio.posix.PosixDescriptor;

/**
 * {@code fd:NUMBER} or {@code fd:NAME}: descriptors that this process was started with. Nothing is
 * taken before it is connected to or listened on, and nothing twice.
 */
final class InheritedTarget {

  /** The scheme of inherited descriptors. */
  static final String FD = "fd";

  /** What means something for a socket that somebody else has set up. */
  private static final List<ChannelOption<?>> FOR_LISTENING =
      List.of(
          SocketOptions.BACKLOG,
          Admission.MAX_CONNECTIONS,
          SocketOptions.READ_TIMEOUT,
          SocketOptions.WRITE_TIMEOUT);

  private final String address;
  private final String name;

  /** Null if a name is written. */
  private final @Nullable Integer number;

  private InheritedTarget(String address, String name, @Nullable Integer number) {
    this.address = address;
    this.name = name;
    this.number = number;
  }

  /**
   * Reads an address.
   *
   * @throws InvalidAddressException if it is neither a number from 3 up nor a name
   */
  static InheritedTarget of(Endpoint endpoint) {
    String address = AddressText.of(endpoint);
    String text = endpoint.target();
    boolean named = !text.isEmpty() && text.chars().anyMatch(c -> c < '0' || c > '9');
    if (text.isEmpty() || text.indexOf(':') >= 0 || text.indexOf('/') >= 0) {
      throw new InvalidAddressException(
          address, "write fd:3, the number of a descriptor, or fd:NAME, one of LISTEN_FDNAMES");
    }
    return new InheritedTarget(address, text, named ? null : number(address, text));
  }

  private static int number(String address, String text) {
    if (text.length() > 9) {
      throw new InvalidAddressException(address, "no descriptor has such a number");
    }
    int number = Integer.parseInt(text);
    if (number < InheritedDescriptors.FIRST) {
      throw new InvalidAddressException(
          address, "0, 1 and 2 are the standard streams of the process; use stdio:");
    }
    return number;
  }

  String address() {
    return address;
  }

  /**
   * Refuses options that mean nothing for a descriptor that is set up already.
   *
   * @throws InvalidAddressException if one was given
   */
  void check(OptionValues values, boolean listening) {
    for (ChannelOption<?> option : SocketOptions.all()) {
      if (values.get(option).isPresent() && !(listening && FOR_LISTENING.contains(option))) {
        throw new InvalidAddressException(
            address,
            "option "
                + option
                + " does not apply: an inherited descriptor is used as it is; leave it out");
      }
    }
  }

  /**
   * Takes the descriptors.
   *
   * @return one at least
   * @throws DescriptorNotInheritedException if there is none, or one was taken before; then none is
   * @throws IOException if there is no native access; the message names the flag
   */
  List<PosixDescriptor> take(SocketActivation activation) throws IOException {
    Optional<String> obstacle = NativeAccess.unavailableBecause();
    if (obstacle.isPresent()) {
      throw new IOException(address + ": inherited descriptors need it: " + obstacle.get());
    }
    List<Integer> numbers = number == null ? activation.numbersOf(name) : List.of(number);
    if (numbers.isEmpty()) {
      throw new DescriptorNotInheritedException(address + ": " + activation.whyNot(name));
    }
    List<PosixDescriptor> taken = new ArrayList<>(numbers.size());
    boolean done = false;
    try {
      for (int each : numbers) {
        taken.add(takeOne(each));
      }
      done = true;
      return taken;
    } finally {
      if (!done) {
        giveBack(taken);
      }
    }
  }

  private PosixDescriptor takeOne(int each) throws IOException {
    try {
      return InheritedDescriptors.take(each);
    } catch (InheritedDescriptors.RefusedException e) {
      String hint =
          switch (e.refusal()) {
            case CLOSED -> "nothing is open under that number; check what started this process";
            case OUR_OWN -> "each is opened once; keep the channel or listener that was made of it";
          };
      throw new DescriptorNotInheritedException(address + ": " + e.getMessage() + "; " + hint, e);
    }
  }

  /** Leaves descriptors to the process as they were. */
  static void giveBack(List<PosixDescriptor> taken) throws IOException {
    for (PosixDescriptor each : taken) {
      InheritedDescriptors.giveBack(each);
    }
  }
}
