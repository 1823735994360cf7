package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import qio.spi.tls.credential.CredentialFuzz;
import qio.tck.Rule;

/** Plays what {@code ./fuzz} begins with, and what it has found, without a fuzzer. */
class CorpusTest {

  private static List<Path> corpus(String name) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src", "test", "fuzz", name))) {
      return files.sorted().toList();
    }
  }

  static List<Path> inbound() throws IOException {
    return corpus("inbound");
  }

  static List<Path> credential() throws IOException {
    return corpus("credential");
  }

  @Rule("TLS-73")
  @ParameterizedTest
  @MethodSource("inbound")
  void whateverAPeerSendsEndsTheConnectionAsItShould(Path input) throws Exception {
    InboundFuzz.fuzzerTestOneInput(Files.readAllBytes(input));
  }

  @Rule("TLS-74")
  @ParameterizedTest
  @MethodSource("credential")
  void whateverAFileHoldsIsReadOrRefused(Path input) throws Exception {
    CredentialFuzz.fuzzerTestOneInput(Files.readAllBytes(input));
  }

  /** An empty folder would make both of the above pass. */
  @Test
  void thereIsACorpus() throws IOException {
    assertTrue(inbound().size() > 40);
    assertTrue(credential().size() > 10);
  }
}
