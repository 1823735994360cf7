/** JMH benchmarks. */
open module qio.bench {
  requires qio.api;
  requires static jmh.core;
  requires static jdk.unsupported;
}
