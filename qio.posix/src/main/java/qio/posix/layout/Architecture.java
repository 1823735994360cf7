package qio.posix.layout;

/** The processors whose ABI this module knows. */
public enum Architecture {
  /** x86-64, which the JDK calls {@code amd64}. */
  X86_64,
  /** 64-bit ARM. */
  AARCH64;

  private static final Architecture CURRENT =
      System.getProperty("os.arch", "").equals("aarch64") ? AARCH64 : X86_64;

  /**
   * The one that this process runs on, once {@code NativeAccess} has found it to be one of these.
   *
   * @return the architecture
   */
  public static Architecture current() {
    return CURRENT;
  }
}
