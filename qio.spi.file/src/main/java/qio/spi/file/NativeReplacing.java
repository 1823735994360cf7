package qio.spi.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import qio.api.channel.QioChannel;
import qio.posix.OpenFlag;
import qio.posix.PosixDescriptor;
import qio.posix.PosixFiles;
import qio.posix.PosixOwnership;

/** Opens a file of {@code mode=replace} with the native engine. */
final class NativeReplacing {

  private NativeReplacing() {}

  static QioChannel open(OpenRequest request) throws IOException {
    ReplaceTarget target = ReplaceTarget.of(request);
    Path temporary = target.temporary();
    PosixDescriptor made = make(request, target, temporary);
    var calls = new NativeFileCalls(made);
    var replacement = new Replacement(request.address(), temporary, target);
    try {
      takeOverRights(request, target, made);
      Ending ending = FileEnding.of(request, calls, replacement);
      return NativeChannel.over(request.address(), made, Access.of(request.mode()), ending);
    } catch (IOException | RuntimeException e) {
      NativeEngine.closeAfter(made, e);
      replacement.abandonQuietly();
      throw e;
    }
  }

  private static PosixDescriptor make(OpenRequest request, ReplaceTarget target, Path temporary)
      throws IOException {
    var flags =
        EnumSet.of(
            OpenFlag.WRITE,
            OpenFlag.CREATE,
            OpenFlag.EXCLUSIVE,
            OpenFlag.NO_FOLLOW,
            OpenFlag.NON_BLOCKING);
    try {
      return PosixFiles.open(temporary, flags, target.firstPermissions(request));
    } catch (IOException e) {
      throw target.cannotMake(request, e);
    }
  }

  /** By descriptor: nobody can put another file under the name meanwhile. */
  private static void takeOverRights(
      OpenRequest request, ReplaceTarget target, PosixDescriptor made) throws IOException {
    ReplaceTarget.Rights old = target.rights();
    if (old == null) {
      return;
    }
    try {
      PosixOwnership.setOwner(made, old.owner(), old.group());
      PosixOwnership.setPermissions(made, old.permissions());
    } catch (IOException e) {
      throw target.cannotGive(request, e);
    }
  }
}
