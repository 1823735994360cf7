/** Tests that need several modules at once. Providers are found as a host finds them. */
open module qio.tests {
  requires qio.api;
  requires qio.posix;
  requires qio.spi.file;
  requires qio.spi.memory;
  requires qio.spi.process;
  requires qio.spi.tls;
  requires qio.spi.websocket;
  requires qio.tck;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.tcnative.classes.openssl;
  requires java.compiler;
  requires java.naming;
  requires jdk.jfr;
  requires jdk.management;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires org.conscrypt;
  requires org.junit.jupiter.api;
  requires org.junit.jupiter.params;
}
