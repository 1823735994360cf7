package qio.bench;

/** Where a scenario is played: over what, how often at one time, and by what kind of threads. */
record Setting(Transport transport, int connections, Threads threads) {}
