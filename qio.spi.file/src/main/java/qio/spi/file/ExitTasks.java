package qio.spi.file;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is put right when the JVM ends while channels are open. One hook for all, made when it is
 * first needed. Nothing of this happens when the process is killed.
 */
final class ExitTasks {

  /** Made on first use, as classes are. */
  private static final class Hook {

    static final Set<Runnable> TASKS = register();

    private static Set<Runnable> register() {
      Set<Runnable> tasks = ConcurrentHashMap.newKeySet();
      try {
        Runtime.getRuntime()
            .addShutdownHook(new Thread(() -> tasks.forEach(Runnable::run), "qio-file-exit"));
      } catch (IllegalStateException e) {
        // The JVM is ending already, and whoever opens a channel now has to close it in time.
      }
      return tasks;
    }
  }

  private ExitTasks() {}

  /** Adds a task, which must not throw. */
  static void add(Runnable task) {
    Hook.TASKS.add(task);
  }

  static void remove(Runnable task) {
    Hook.TASKS.remove(task);
  }
}
