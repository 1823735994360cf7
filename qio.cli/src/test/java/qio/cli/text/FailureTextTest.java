package qio.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import qio.api.channel.InvalidAddressException;

class FailureTextTest {

  @Test
  void whatAChannelSaysIsSaidUnchanged() {
    var failure = new IOException("tcp://h:1: refused; start the listener");
    assertEquals("tcp://h:1: refused; start the listener", FailureText.of(failure));
    var usage = new InvalidAddressException("x:", "unknown scheme 'x'; there are file, tcp");
    assertEquals("x:: unknown scheme 'x'; there are file, tcp", FailureText.of(usage));
  }

  @Test
  void filesOfTheJdkGetAReason() {
    assertEquals(
        "a.pem: there is no such file; check the path",
        FailureText.of(new NoSuchFileException("a.pem")));
    assertEquals(
        "a.pem: this process may not do that; check owner and permissions",
        FailureText.of(new AccessDeniedException("a.pem")));
  }

  @Test
  void aReasonThatIsThereIsKept() {
    assertEquals(
        "file:a: it is a directory",
        FailureText.of(new FileSystemException("file:a", null, "it is a directory")));
  }

  @Test
  void aBareHostNameBecomesASentence() {
    assertEquals(
        "nowhere.invalid: this host name is not known; check it, or write a numeric address",
        FailureText.of(new UnknownHostException("nowhere.invalid")));
    assertEquals(
        "tcp://x:1: no such host",
        FailureText.of(new UnknownHostException("tcp://x:1: no such host")));
  }

  @Test
  void carriersAreTakenOff() {
    var inner = new NoSuchFileException("k.pem", null, "no such key");
    assertEquals(
        "k.pem: no such key",
        FailureText.of(
            new ExecutionException(new CompletionException(new UncheckedIOException(inner)))));
  }

  @Test
  void severalLinesBecomeOne() {
    assertEquals("a b", FailureText.of(new IOException("a\n  b\n")));
  }

  @Test
  void aDefectNamesItselfAndAsksForAReport() {
    String text = FailureText.of(new IllegalStateException("odd"));
    assertTrue(text.startsWith("internal error: java.lang.IllegalStateException: odd at "), text);
    assertTrue(text.contains("-v"), text);
  }

  static Stream<Exception> failuresThatSayNothing() {
    return Stream.of(
        new IOException(),
        new IOException(" "),
        new EOFException(),
        new ClosedChannelException(),
        new AsynchronousCloseException(),
        new InterruptedIOException(),
        new SocketTimeoutException(),
        new UnknownHostException(),
        new FileAlreadyExistsException("x"),
        new FileSystemException("x"),
        new FileSystemException(null),
        new IllegalArgumentException(),
        new NullPointerException());
  }

  @ParameterizedTest
  @MethodSource("failuresThatSayNothing")
  void noFailureIsToldByItsClassAloneOrAsNull(Exception failure) {
    String text = FailureText.of(failure);
    assertFalse(text.isBlank());
    assertFalse(text.matches("(null|[\\w.$]*Exception)(: null)?"), text);
    assertTrue(text.contains(" "), text);
  }
}
