package qio.cli;

import java.lang.module.ModuleDescriptor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** The program's version, which the build has put into its module, and the JVM's. */
final class VersionText implements IVersionProvider {

  @Override
  public String[] getVersion() {
    @Nullable ModuleDescriptor module = VersionText.class.getModule().getDescriptor();
    String version =
        module == null
            ? "unknown, as it does not run as a module"
            : module.rawVersion().orElse("unknown");
    return new String[] {"qio " + version + " (Java " + Runtime.version() + ")"};
  }
}
