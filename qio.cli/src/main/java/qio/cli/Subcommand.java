package qio.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A command of the program: what it does, and what picocli knows of it. That is told in code and
 * not in annotations, since to read those takes a proxy class for each kind of annotation, which
 * the JVM makes anew at every start.
 */
interface Subcommand extends Callable<Integer> {

  /** Its name, options and help; the same at each call. */
  CommandSpec spec();
}
