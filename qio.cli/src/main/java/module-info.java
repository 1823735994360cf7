/** The host application. */
module qio.cli {
  requires qio.api;
  requires info.picocli;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires static org.jspecify;
}
