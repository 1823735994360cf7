package qio.posix;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import qio.posix.libc.Linkage;

/**
 * Whether this module can reach the operating system at all. Asking never loads a native symbol,
 * never prints a warning and never throws, whatever {@code --illegal-native-access} says.
 */
public final class NativeAccess {

  private static final String WITHOUT =
      "; without it tcp and unix run on java.nio, and files, memory and tls as far as Java alone"
          + " goes";

  private static final @Nullable String REASON =
      reason(
          System.getProperty("os.name", ""),
          System.getProperty("os.arch", ""),
          NativeAccess.class.getModule());

  private NativeAccess() {}

  /**
   * Why nothing else in this package works here, in a sentence that names what would unlock it and
   * what works without it; empty if everything works. May be called from any thread; the answer
   * never changes.
   *
   * @return the reason, or empty
   */
  public static Optional<String> unavailableBecause() {
    return Optional.ofNullable(REASON);
  }

  /**
   * Passes where native access is available.
   *
   * @throws NativeAccessException if it is not; the message is {@link #unavailableBecause()}
   */
  public static void require() {
    if (REASON != null) {
      throw new NativeAccessException(REASON);
    }
  }

  static @Nullable String reason(String os, String arch, Module module) {
    if (!os.toLowerCase(Locale.ROOT).equals("linux")) {
      return "qio.posix needs Linux, this is " + os + WITHOUT;
    }
    if (!arch.equals("amd64") && !arch.equals("aarch64")) {
      return "qio.posix knows Linux on x86-64 and aarch64 only, this is " + arch + WITHOUT;
    }
    if (!module.isNativeAccessEnabled()) {
      String name = module.isNamed() ? module.getName() : "ALL-UNNAMED";
      return "native access is denied: start java with --enable-native-access=" + name + WITHOUT;
    }
    List<String> missing = Linkage.missing();
    if (!missing.isEmpty()) {
      return "the C library of this system is too old, it lacks " + missing + WITHOUT;
    }
    return null;
  }
}
