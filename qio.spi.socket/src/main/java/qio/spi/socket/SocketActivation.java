package qio.spi.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import qio.posix.InheritedDescriptors;

/**
 * The descriptors that whoever started this process has opened for it, by name: the protocol of
 * {@code sd_listen_fds(3)}. {@code LISTEN_FDS} tells how many there are, from number 3 on, {@code
 * LISTEN_PID} for which process they are meant, {@code LISTEN_FDNAMES} what they are called,
 * separated by colons.
 *
 * <p>The variables are left in the environment, which a Java program cannot change: a child that is
 * given it finds another process id in it and takes nothing.
 */
final class SocketActivation {

  private static final String COUNT = "LISTEN_FDS";
  private static final String PID = "LISTEN_PID";
  private static final String NAMES = "LISTEN_FDNAMES";

  /** What descriptors are called that have no name. */
  private static final String UNNAMED = "unknown";

  /** More than the kernel lets any process have by default; a larger number is a mistake. */
  private static final int MOST = 65_536;

  /** In the order of their numbers, which begin with 3. */
  private final List<String> names;

  /** Why there are none; null if there are. */
  private final @Nullable String reason;

  private SocketActivation(List<String> names, @Nullable String reason) {
    this.names = List.copyOf(names);
    this.reason = reason;
  }

  /** What the environment of a process says. */
  static SocketActivation of(Map<String, String> environment, long ownPid) {
    String count = environment.get(COUNT);
    if (count == null) {
      return none(
          COUNT
              + " is not set: this process was not started with sockets; use fd:NUMBER for a"
              + " descriptor that is there all the same");
    }
    String pid = environment.get(PID);
    if (!Long.toString(ownPid).equals(pid)) {
      return none(
          PID
              + (pid == null ? " is not set" : " is " + shown(pid))
              + " and this process is "
              + ownPid
              + ": the sockets are meant for another one; a launcher starts Java with exec, so that"
              + " the number stays");
    }
    if (!count.matches("[0-9]{1,5}") || Integer.parseInt(count) > MOST) {
      return none(COUNT + " is no number of descriptors: " + shown(count));
    }
    return new SocketActivation(names(Integer.parseInt(count), environment.get(NAMES)), null);
  }

  private static SocketActivation none(String why) {
    return new SocketActivation(List.of(), why);
  }

  private static List<String> names(int count, @Nullable String text) {
    String[] given = text == null || text.isEmpty() ? new String[0] : text.split(":", -1);
    List<String> names = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      names.add(i < given.length && !given[i].isEmpty() ? given[i] : UNNAMED);
    }
    return names;
  }

  /** The numbers of all descriptors of a name, ascending; empty if there is none. */
  List<Integer> numbersOf(String name) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equals(name)) {
        numbers.add(InheritedDescriptors.FIRST + i);
      }
    }
    return numbers;
  }

  /** Why nothing has a certain name, for people. */
  String whyNot(String name) {
    return Optional.ofNullable(reason)
        .orElseGet(
            () ->
                "no descriptor is called "
                    + shown(name)
                    + "; "
                    + NAMES
                    + " has "
                    + (names.isEmpty() ? "none" : shown(String.join(", ", names))));
  }

  private static String shown(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
