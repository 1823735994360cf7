package qio.api.channel;

import java.nio.file.FileSystemException;

/**
 * A file could not be opened with the lock that was asked for, since somebody else has a lock that
 * is in the way. The message says who, as far as the operating system tells, and how long it was
 * tried.
 */
public final class FileLockedException extends FileSystemException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param address the address of the file
   * @param reason who holds it and what would help
   */
  public FileLockedException(String address, String reason) {
    super(address, null, reason);
  }
}
