package qio.api;

import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Which of several plug-ins with a module of the same name is used: the newest, or none. */
final class PluginVersions {

  private static final ModuleDescriptor.Version NO_VERSION = ModuleDescriptor.Version.parse("0");

  private final List<PluginEntry> all;
  private final Set<String> hosted = PluginEntry.hosted(ModuleLayer.boot());

  private PluginVersions(List<PluginEntry> all) {
    this.all = all;
  }

  /**
   * Leaves out what is older than another, what is there twice, and what the host has itself.
   *
   * @param refuse told of each that is left out, and why
   */
  static List<PluginEntry> newest(List<PluginEntry> all, BiConsumer<PluginEntry, String> refuse) {
    var versions = new PluginVersions(all);
    List<PluginEntry> used = new ArrayList<>();
    for (PluginEntry each : all) {
      versions
          .objection(each)
          .ifPresentOrElse(why -> refuse.accept(each, why), () -> used.add(each));
    }
    return used;
  }

  private Optional<String> objection(PluginEntry entry) {
    for (ModuleDescriptor module : entry.providers()) {
      if (hosted.contains(module.name())) {
        return Optional.of("the host has module " + module.name() + " already");
      }
      for (PluginEntry other : all) {
        Optional<String> why = other == entry ? Optional.empty() : objection(module, other);
        if (why.isPresent()) {
          return why;
        }
      }
    }
    return Optional.empty();
  }

  /** Why one module gives way to one of the same name elsewhere; empty if it does not. */
  private static Optional<String> objection(ModuleDescriptor module, PluginEntry elsewhere) {
    Optional<ModuleDescriptor> twin =
        elsewhere.providers().stream().filter(o -> o.name().equals(module.name())).findFirst();
    if (twin.isEmpty()) {
      return Optional.empty();
    }
    int order = compare(module, twin.get());
    String there = elsewhere.path().getFileName().toString();
    if (order == 0) {
      return Optional.of("module " + module.name() + " is in " + there + " too; leave one out");
    }
    return order > 0
        ? Optional.empty()
        : Optional.of(
            "it is older than " + twin.get().toNameAndVersion() + " in " + there + "; remove it");
  }

  /** By version; one without is older than one that has one. */
  private static int compare(ModuleDescriptor one, ModuleDescriptor other) {
    return Comparator.<Optional<ModuleDescriptor.Version>, Boolean>comparing(Optional::isPresent)
        .thenComparing(version -> version.orElse(NO_VERSION))
        .compare(one.version(), other.version());
  }
}
