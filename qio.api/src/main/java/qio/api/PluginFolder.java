package qio.api;

import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolutionException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A folder of plug-ins, read once. An entry is a plug-in if a module in it provides channels or
 * layers: a jar, an unpacked module, or a folder that holds several with what they need. Each gets
 * a module layer of its own over the boot layer, so that what one needs is no other's concern. Jars
 * beside them that provide nothing are there for all.
 *
 * <p>An entry that is of no use is reported and harms no other.
 */
final class PluginFolder {

  private final List<PluginEntry> plugins = new ArrayList<>();
  private final List<Path> shared = new ArrayList<>();
  private final List<ModuleLayer> layers = new ArrayList<>();
  private final List<InstalledProvider> refused = new ArrayList<>();

  private PluginFolder() {}

  /**
   * Reads a folder, and makes a layer of each plug-in in it.
   *
   * @throws NoSuchFileException if there is no such folder
   * @throws NotDirectoryException if it is something else
   * @throws IOException if it cannot be read
   */
  static PluginFolder read(Path folder) throws IOException {
    var read = new PluginFolder();
    for (Path entry : entries(folder)) {
      read.take(entry);
    }
    for (PluginEntry plugin : PluginVersions.newest(read.plugins, read::refuse)) {
      read.define(plugin);
    }
    return read;
  }

  /** The layers of what can be used, in the order of their names. */
  List<ModuleLayer> layers() {
    return List.copyOf(layers);
  }

  /** What cannot be used, and why. */
  List<InstalledProvider> refused() {
    return List.copyOf(refused);
  }

  /** Jars and folders; whatever else lies there, and what is hidden, is no plug-in. */
  private static List<Path> entries(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      throw new NoSuchFileException(
          folder.toString(),
          null,
          "there is no such folder of plug-ins; create it or name another");
    }
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, PluginFolder::isEntry)) {
      all.forEach(entries::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Collections.sort(entries);
    return entries;
  }

  private static boolean isEntry(Path path) {
    String name = String.valueOf(path.getFileName());
    return !name.startsWith(".") && (name.endsWith(".jar") || Files.isDirectory(path));
  }

  private void take(Path path) {
    Optional<PluginEntry> entry;
    try {
      entry = PluginEntry.read(path);
    } catch (FindException e) {
      refuse(path, Optional.empty(), "it cannot be read: " + told(e));
      return;
    }
    if (entry.isPresent()) {
      plugins.add(entry.get());
    } else if (Files.isDirectory(path)) {
      refuse(path, Optional.empty(), "no module in it provides channels or layers");
    } else {
      shared.add(path);
    }
  }

  private void define(PluginEntry plugin) {
    ModuleFinder beside = ModuleFinder.of(shared.toArray(Path[]::new));
    try {
      layers.add(plugin.define(ModuleLayer.boot(), beside));
    } catch (FindException
        | ResolutionException
        | LayerInstantiationException
        | SecurityException e) {
      refuse(plugin, "it cannot be resolved: " + told(e));
    }
  }

  private void refuse(PluginEntry plugin, String why) {
    refuse(plugin.path(), Optional.of(plugin.moduleNames()), why);
  }

  private void refuse(Path path, Optional<String> module, String why) {
    String name = String.valueOf(path.getFileName());
    refused.add(InstalledProvider.broken(name, module.orElse(name), 1, why));
  }

  /** What happened, and what was at the bottom of it. */
  private static String told(Throwable e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String message = String.valueOf(e.getMessage());
    return deepest == e ? message : message + ": " + deepest;
  }
}
