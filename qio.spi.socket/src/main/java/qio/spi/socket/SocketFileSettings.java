package qio.spi.socket;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.channel.InvalidAddressException;
import qio.api.spi.OptionValues;

/**
 * Whose the file of a UNIX socket is to be, and who may connect: the options {@code mode} and
 * {@code owner}.
 */
final class SocketFileSettings {

  /** What an octal digit of a mode means. */
  private static final String[] TRIPLETS = {"---", "--x", "-w-", "-wx", "r--", "r-x", "rw-", "rwx"};

  private static final SocketFileSettings NONE = new SocketFileSettings(null, null, null);

  private final @Nullable Set<PosixFilePermission> mode;
  private final @Nullable String user; // by name or number
  private final @Nullable String group; // by name or number

  private SocketFileSettings(
      @Nullable Set<PosixFilePermission> mode, @Nullable String user, @Nullable String group) {
    this.mode = mode;
    this.user = user;
    this.group = group;
  }

  /**
   * Reads the options.
   *
   * @throws InvalidAddressException if the mode or the owner is not one
   */
  static SocketFileSettings of(String address, OptionValues values) {
    Set<PosixFilePermission> mode =
        values.get(SocketOptions.MODE).map(text -> permissions(address, text)).orElse(null);
    Optional<String> owner = values.get(SocketOptions.OWNER);
    if (owner.isEmpty()) {
      return new SocketFileSettings(mode, null, null);
    }
    String[] parts = owner.get().split(":", -1);
    String user = parts[0];
    String group = parts.length > 1 ? parts[1] : "";
    if (parts.length > 2 || (user.isEmpty() && group.isEmpty())) {
      throw new InvalidAddressException(address, "option owner is user, user:group or :group");
    }
    return new SocketFileSettings(mode, given(user), given(group));
  }

  static SocketFileSettings none() {
    return NONE;
  }

  private static @Nullable String given(String text) {
    return text.isEmpty() ? null : text;
  }

  private static Set<PosixFilePermission> permissions(String address, String text) {
    if (!text.matches("0?[0-7]{3}")) {
      throw new InvalidAddressException(
          address, "option mode is three octal digits such as 660, not " + text);
    }
    StringBuilder symbols = new StringBuilder();
    for (char digit : text.substring(text.length() - 3).toCharArray()) {
      symbols.append(TRIPLETS[digit - '0']);
    }
    return PosixFilePermissions.fromString(symbols.toString());
  }

  /** The permissions that were asked for. */
  Optional<Set<PosixFilePermission>> mode() {
    return Optional.ofNullable(mode);
  }

  /** Whether the file is to be other than it is born. */
  boolean isAny() {
    return mode != null || user != null || group != null;
  }

  /**
   * Makes a file so. The mode comes first: who has given a file away may not change it any more.
   */
  void apply(Path path) throws IOException {
    if (mode != null) {
      Files.setPosixFilePermissions(path, mode);
    }
    try {
      give(path);
    } catch (FileSystemException e) {
      throw new SettingRefused(
          SocketOptions.OWNER.name(),
          Trouble.DENIED,
          e.getReason() + "; only CAP_CHOWN gives a file away; a group of one's own needs none",
          e);
    }
  }

  private void give(Path path) throws IOException {
    UserPrincipalLookupService names = path.getFileSystem().getUserPrincipalLookupService();
    if (user != null) {
      Files.setOwner(path, known("user", user, names::lookupPrincipalByName));
    }
    if (group != null) {
      Files.getFileAttributeView(path, PosixFileAttributeView.class)
          .setGroup(known("group", group, names::lookupPrincipalByGroupName));
    }
  }

  /** Finds somebody by name or number. */
  private interface LookUp<P> {
    P of(String name) throws IOException;
  }

  private static <P> P known(String kind, String name, LookUp<P> lookUp) throws IOException {
    try {
      return lookUp.of(name);
    } catch (UserPrincipalNotFoundException e) {
      throw new SettingRefused(
          SocketOptions.OWNER.name(),
          Trouble.OTHER,
          "this machine knows no " + kind + " " + name + "; check its spelling",
          e);
    }
  }
}
