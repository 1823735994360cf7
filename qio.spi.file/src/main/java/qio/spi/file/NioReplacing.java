package qio.spi.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;
import qio.api.channel.QioChannel;

/** Opens a file of {@code mode=replace} with the portable engine. */
final class NioReplacing {

  private NioReplacing() {}

  static QioChannel open(OpenRequest request) throws IOException {
    ReplaceTarget target = ReplaceTarget.of(request);
    Path temporary = target.temporary();
    FileChannel made = make(request, target, temporary);
    var replacement = new Replacement(request.address(), temporary, target);
    try {
      takeOverRights(request, target, temporary);
      var again = EnumSet.of(StandardOpenOption.WRITE);
      var steady = new SteadyFile(request.address(), temporary, made, again);
      var calls = new NioFileCalls(steady);
      return new NioFileChannel(request, steady, FileEnding.of(request, calls, replacement));
    } catch (IOException | RuntimeException e) {
      NativeEngine.closeAfter(made, e);
      replacement.abandonQuietly();
      throw e;
    }
  }

  private static FileChannel make(OpenRequest request, ReplaceTarget target, Path temporary)
      throws IOException {
    int permissions = target.firstPermissions(request);
    try {
      return FileChannel.open(
          temporary,
          Set.of(
              StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS),
          NioEngine.permissions(temporary, permissions));
    } catch (IOException e) {
      throw target.cannotMake(request, e);
    }
  }

  private static void takeOverRights(OpenRequest request, ReplaceTarget target, Path made)
      throws IOException {
    ReplaceTarget.Rights old = target.rights();
    if (old == null) {
      return;
    }
    try {
      if (!old.isSameOwner(ReplaceTarget.Rights.of(made).orElse(old))) {
        Files.setAttribute(made, "unix:uid", old.owner());
        Files.setAttribute(made, "unix:gid", old.group());
      }
      Files.setPosixFilePermissions(made, NioEngine.permissions(old.permissions()));
    } catch (IOException e) {
      throw target.cannotGive(request, e);
    }
  }
}
