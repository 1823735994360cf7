/**
 * Every native call of the project: libc through {@code java.lang.foreign}, and the epoll poller.
 * The only module that needs {@code --enable-native-access}.
 */
@SuppressWarnings("module") // some of the modules below come later
module qio.posix {
  requires transitive qio.api;
  requires static jdk.management;
  requires static org.jspecify;

  exports qio.posix to
      qio.spi.socket,
      qio.spi.file,
      qio.spi.process,
      qio.tests,
      qio.bench;

  provides qio.api.aio.PollerProvider with
      qio.posix.EpollPollerProvider;
}
