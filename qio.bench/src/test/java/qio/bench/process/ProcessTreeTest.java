package qio.bench.process;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a process and its children use is added up. */
class ProcessTreeTest {

  /** A shell whose child works, says so, and waits for its input to end. */
  private static final String WORKING_CHILD =
      "(i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo done; read line); true";

  @Test
  void aChildsWorkAndMemoryCount() throws IOException {
    assumeTrue(Files.isReadable(Path.of("/proc/self/smaps_rollup")), "needs Linux's /proc");
    Process shell = new ProcessBuilder("/bin/sh", "-c", WORKING_CHILD).start();
    try (BufferedReader out = shell.inputReader()) {
      assertTrue("done".equals(out.readLine()));
      ProcessTree all = new ProcessTree(shell.toHandle());
      assertTrue(all.cpuSeconds() > 0.05, () -> "too little for so much work");
      double resident = all.residentMiB();
      double proportional = all.proportionalMiB();
      assertTrue(proportional > 0 && proportional < resident, proportional + " of " + resident);
    } finally {
      shell.destroyForcibly();
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
    }
  }
}
