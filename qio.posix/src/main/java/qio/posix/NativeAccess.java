package qio.posix;

import java.util.Locale;
import java.util.Optional;

/**
 * Whether this module can reach the operating system at all. Asking never loads a native symbol,
 * never prints a warning and never throws, whatever {@code --illegal-native-access} says.
 */
public final class NativeAccess {

  private NativeAccess() {}

  /**
   * Why nothing else in this package works here, in a sentence that names what would unlock it and
   * what works without it; empty if everything works. May be called from any thread; the answer
   * never changes.
   *
   * @return the reason, or empty
   */
  public static Optional<String> unavailableBecause() {
    return Optional.ofNullable(Holder.REASON);
  }

  /**
   * Passes where native access is available.
   *
   * @throws NativeAccessException if it is not; the message is {@link #unavailableBecause()}
   */
  public static void require() {
    if (Holder.REASON != null) {
      throw new NativeAccessException(Holder.REASON);
    }
  }

  private static final class Holder {
    static final @org.jspecify.annotations.Nullable String REASON = reason();

    private static @org.jspecify.annotations.Nullable String reason() {
      return NativeAccess.reason(
          System.getProperty("os.name", ""),
          System.getProperty("os.arch", ""),
          NativeAccess.class.getModule());
    }
  }

  static @org.jspecify.annotations.Nullable String reason(String os, String arch, Module module) {
    String without =
        "; without it tcp and unix run on java.nio, and files, memory and tls as far as Java alone"
            + " goes";
    if (!os.toLowerCase(Locale.ROOT).equals("linux")) {
      return "qio.posix needs Linux, this is " + os + without;
    }
    if (!arch.equals("amd64") && !arch.equals("aarch64")) {
      return "qio.posix knows Linux on x86-64 and aarch64 only, this is " + arch + without;
    }
    if (!module.isNativeAccessEnabled()) {
      String name = module.isNamed() ? module.getName() : "ALL-UNNAMED";
      return "native access is denied: start java with --enable-native-access=" + name + without;
    }
    return null;
  }
}
