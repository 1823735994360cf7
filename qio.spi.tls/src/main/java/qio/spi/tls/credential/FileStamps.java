package qio.spi.tls.credential;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What files looked like from outside: equal as long as nobody has changed, exchanged, added or
 * removed one. Links are followed, so that one which points elsewhere counts too.
 */
public final class FileStamps {

  /** Two changes within this time may leave the same stamp: clocks of file systems tick. */
  private static final long TICK_MILLIS = 1_000;

  /** A file as it was seen. */
  private record Stamp(FileTime modified, long size, @Nullable Object identity) {}

  private final Map<Path, Stamp> stamps;

  private FileStamps(Map<Path, Stamp> stamps) {
    this.stamps = stamps;
  }

  /**
   * Looks at files; at a directory with what is in it and one level below.
   *
   * @param files the files and directories, which need not be there
   * @return what they look like now
   */
  public static FileStamps of(List<Path> files) {
    Map<Path, Stamp> stamps = new TreeMap<>();
    files.forEach(file -> add(stamps, file, 2));
    return new FileStamps(stamps);
  }

  private static void add(Map<Path, Stamp> stamps, Path file, int depth) {
    try {
      var seen = Files.readAttributes(file, BasicFileAttributes.class);
      stamps.put(file, new Stamp(seen.lastModifiedTime(), seen.size(), seen.fileKey()));
      if (seen.isDirectory() && depth > 0) {
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(file)) {
          inside.forEach(each -> add(stamps, each, depth - 1));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      stamps.remove(file); // it is not there, or not for us: that is what it looks like
    }
  }

  /**
   * Whether a later change is sure to show: none of the files is so young that another change could
   * leave the same stamp.
   *
   * @param now the time at which the stamps were taken
   * @return false if they should not be relied on
   */
  public boolean isSettled(Instant now) {
    FileTime youngest = FileTime.from(now.minusMillis(TICK_MILLIS));
    return stamps.values().stream().allMatch(stamp -> stamp.modified().compareTo(youngest) < 0);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FileStamps that && stamps.equals(that.stamps);
  }

  @Override
  public int hashCode() {
    return stamps.hashCode();
  }
}
