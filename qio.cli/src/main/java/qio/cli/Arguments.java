package qio.cli;

import picocli.CommandLine.Model.PositionalParamSpec;

/** Arguments of commands, which must be given. */
final class Arguments {

  private Arguments() {}

  /**
   * An argument that is taken as it is.
   *
   * @param index its place behind the command
   * @param label its name in the help
   * @param description what it is
   */
  static PositionalParamSpec text(String index, String label, String description) {
    return PositionalParamSpec.builder()
        .index(index)
        .arity("1")
        .required(true)
        .type(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }
}
