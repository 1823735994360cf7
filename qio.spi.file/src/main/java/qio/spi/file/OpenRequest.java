package qio.spi.file;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;

/**
 * A {@code file} address with its options, checked against each other: which file to open, and how.
 *
 * @param address what messages call the file
 * @param path the file; relative to the working directory unless it is absolute
 * @param mode what it is opened for
 * @param create whether a missing file is made
 * @param exclusive whether an existing file is an error; implies {@code create}
 * @param truncate whether old content is dropped
 * @param permissions of a file that is made, before the umask
 * @param commit when a file of {@code mode=replace} takes its place
 * @param sync what must be on the disk before it is closed
 * @param lock which lock it is opened with
 * @param raw whether it is a terminal to be set to raw mode
 * @param patience how long to wait for the other end of a FIFO; empty for without limit
 */
record OpenRequest(
    String address,
    Path path,
    OpenMode mode,
    boolean create,
    boolean exclusive,
    boolean truncate,
    int permissions,
    CommitPoint commit,
    SyncMode sync,
    LockRequest lock,
    boolean raw,
    Optional<Duration> patience) {

  private static final int READ_AND_WRITE_FOR_ALL = 0666;

  private static final Pattern OCTAL = Pattern.compile("0?[0-7]{3}");

  /**
   * Reads an address.
   *
   * @throws InvalidAddressException if it names no path or another machine, or if an option has no
   *     meaning beside the others
   */
  static OpenRequest of(Endpoint endpoint, OptionValues options) {
    Path path = path(endpoint);
    OpenMode mode = options.get(FileOptions.MODE, OpenMode.R);
    boolean exclusive = options.get(FileOptions.EXCLUSIVE, false);
    boolean create = options.get(FileOptions.CREATE, exclusive || mode.createsByDefault());
    boolean truncate = options.get(FileOptions.TRUNCATE, mode.truncatesByDefault());
    if (!mode.writes() && (create || truncate)) {
      String which = exclusive ? "exclusive" : create ? "create" : "truncate";
      throw bad(endpoint, which + "=on needs a mode that writes: mode=w, rw or append");
    }
    if (exclusive && !create) {
      throw bad(endpoint, "exclusive=on makes the file, so it cannot go with create=off");
    }
    if (!create && options.get(FileOptions.PERMISSIONS).isPresent()) {
      throw bad(endpoint, "permissions are those of a file that is made: add create=on");
    }
    checkReplacing(endpoint, options, mode);
    return new OpenRequest(
        endpoint.toString(),
        path,
        mode,
        create,
        exclusive,
        truncate,
        permissions(endpoint, options),
        options.get(FileOptions.COMMIT, CommitPoint.CLOSE),
        sync(endpoint, options, mode),
        lock(endpoint, options, mode),
        options.get(FileOptions.RAW, false),
        options.get(FileOptions.CONNECT_TIMEOUT));
  }

  /** A replaced file is another one afterwards, which not every option can live with. */
  private static void checkReplacing(Endpoint endpoint, OptionValues options, OpenMode mode) {
    if (mode != OpenMode.REPLACE) {
      if (options.get(FileOptions.COMMIT).isPresent()) {
        throw bad(endpoint, "commit says when a file takes another's place: add mode=replace");
      }
      return;
    }
    if (options.get(FileOptions.EXCLUSIVE, false)) {
      throw bad(endpoint, "exclusive=on wants no old file, which mode=replace is for; use mode=w");
    }
    if (options.get(FileOptions.TRUNCATE).isPresent()) {
      throw bad(endpoint, "truncate cannot go with mode=replace, which begins with an empty file");
    }
    if (options.get(FileOptions.LOCK, LockMode.NONE) != LockMode.NONE) {
      throw bad(
          endpoint,
          "a lock cannot go with mode=replace: it would stay with the old file, which goes; lock"
              + " another file beside it");
    }
    if (options.get(FileOptions.RAW, false)) {
      throw bad(endpoint, "raw=on is for terminals, which mode=replace cannot replace");
    }
  }

  private static SyncMode sync(Endpoint endpoint, OptionValues options, OpenMode mode) {
    SyncMode otherwise = mode == OpenMode.REPLACE ? SyncMode.DATA : SyncMode.NONE;
    SyncMode sync = options.get(FileOptions.SYNC, otherwise);
    if (sync != SyncMode.NONE && !mode.writes()) {
      throw bad(endpoint, "sync is for what was written: it needs mode=w, rw, append or replace");
    }
    return sync;
  }

  private static LockRequest lock(Endpoint endpoint, OptionValues options, OpenMode mode) {
    LockMode lock = options.get(FileOptions.LOCK, LockMode.NONE);
    Optional<Duration> patience = options.get(FileOptions.LOCK_TIMEOUT);
    if (lock == LockMode.NONE && patience.isPresent()) {
      throw bad(endpoint, "lock-timeout is for a lock: add lock=shared or lock=exclusive");
    }
    if (lock == LockMode.SHARED && !mode.reads()) {
      throw bad(endpoint, "lock=shared needs a mode that reads: mode=r or rw");
    }
    if (lock == LockMode.EXCLUSIVE && !mode.writes()) {
      throw bad(endpoint, "lock=exclusive needs a mode that writes: mode=rw, w or append");
    }
    return new LockRequest(lock, patience.orElse(Duration.ZERO));
  }

  /** {@code /path}, {@code relative/path} or {@code ///path}: a host, if written, is empty. */
  private static Path path(Endpoint endpoint) {
    String target = endpoint.target();
    if (target.startsWith("//")) {
      int slash = target.indexOf('/', 2);
      String host = slash < 0 ? target.substring(2) : target.substring(2, slash);
      if (!host.isEmpty()) {
        throw bad(
            endpoint,
            "'"
                + host
                + "' stands where a host stands, and files are opened on this machine only;"
                + " write file:/path, file:relative/path or file:///path");
      }
      target = slash < 0 ? "" : target.substring(slash);
    }
    if (target.isEmpty()) {
      throw bad(endpoint, "no path; write file:/path or file:relative/path");
    }
    try {
      return Path.of(target);
    } catch (InvalidPathException e) {
      throw bad(endpoint, "no path can be written like this: " + e.getReason());
    }
  }

  private static int permissions(Endpoint endpoint, OptionValues options) {
    Optional<String> text = options.get(FileOptions.PERMISSIONS);
    if (text.isEmpty()) {
      return READ_AND_WRITE_FOR_ALL;
    }
    if (!OCTAL.matcher(text.get()).matches()) {
      throw bad(
          endpoint,
          "option permissions is an octal number from 000 to 777 such as 0640, not " + text.get());
    }
    return Integer.parseInt(text.get(), 8);
  }

  private static InvalidAddressException bad(Endpoint endpoint, String why) {
    return new InvalidAddressException(endpoint.toString(), why);
  }
}
