package qio.bench.process;

/** What a relay has on either side. */
enum Way {
  /** TCP on both. */
  TCP("TCP"),
  /** From TCP to a UNIX socket. */
  UNIX("TCP to UNIX"),
  /** Clients speak TLS, the target does not. */
  TERMINATION("TLS termination"),
  /** The target speaks TLS, clients do not. */
  ORIGINATION("TLS origination");

  /** What reports call it. */
  final String title;

  Way(String title) {
    this.title = title;
  }

  boolean isClientTls() {
    return this == TERMINATION;
  }

  boolean isTargetTls() {
    return this == ORIGINATION;
  }

  boolean isTls() {
    return isClientTls() || isTargetTls();
  }
}
