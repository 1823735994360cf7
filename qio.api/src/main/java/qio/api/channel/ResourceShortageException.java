package qio.api.channel;

import java.io.IOException;

/**
 * What a call takes has run out in this process or on this machine: descriptors ({@code EMFILE},
 * {@code ENFILE}) or memory of the kernel ({@code ENOBUFS}, {@code ENOMEM}). It passes when others
 * give something back; nothing is lost meanwhile, a client that could not be accepted waits in the
 * backlog. A {@link QioListener} that waits for clients bears it by itself; {@code tryAccept}
 * throws it.
 */
public final class ResourceShortageException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Reports a shortage.
   *
   * @param message what failed, where, for want of what, and what would help
   * @param cause the failure as the operating system or the JDK tells it
   */
  public ResourceShortageException(String message, Throwable cause) {
    super(message, cause);
  }
}
