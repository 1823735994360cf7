/** Tests of the examples. Providers are found as a host finds them. */
open module org.example.qio.tests {
  requires org.example.qio.qmp;
  requires org.example.qio.zstd;
  requires org.junit.jupiter.api;
  requires org.junit.jupiter.params;
  requires qio.api;
  requires qio.spi.memory;
  requires qio.tck;
}
