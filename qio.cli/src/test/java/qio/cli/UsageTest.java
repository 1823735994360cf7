package qio.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line answers where no channel is opened. */
class UsageTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return new QioTool().run(new PrintWriter(out), new PrintWriter(err), args);
  }

  private String refusal(String... args) {
    assertEquals(2, run(args), err::toString);
    assertEquals("", out.toString());
    List<String> lines = err.toString().lines().toList();
    assertEquals(1, lines.size(), err::toString);
    return lines.getFirst();
  }

  @Test
  void noCommandAtAllListsThem() {
    assertEquals(
        "qio: no command; the commands are providers, cat, copy, relay, demo; see 'qio --help'",
        refusal());
  }

  @Test
  void anUnknownCommandIsNamedAndTheOthersListed() {
    assertEquals(
        "qio: unknown command 'frob'; the commands are providers, cat, copy, relay, demo; see 'qio"
            + " --help'",
        refusal("frob", "x"));
  }

  @Test
  void aMissingAddressIsNamed() {
    assertEquals(
        "qio relay: Missing required parameter: 'TARGET'; see 'qio relay --help'",
        refusal("relay", "tcp://:0"));
  }

  @Test
  void anUnknownOptionIsNamed() {
    assertTrue(refusal("copy", "--frob", "mem:", "null:").contains("'--frob'"));
  }

  @Test
  void tooManyAddressesAreRefused() {
    assertTrue(refusal("cat", "mem:", "null:").contains("null:"));
  }

  @Test
  void aTimeThatIsNoneIsRefusedWithAnExample() {
    assertEquals(
        "qio relay: Invalid value for option '--drain-timeout': is a time such as 200ms, 5s or 1m,"
            + " not soon; see 'qio relay --help'",
        refusal("relay", "tcp://:0", "mem:x", "--drain-timeout=soon"));
  }

  @Test
  void noConnectionsAtAllIsRefused() {
    assertTrue(refusal("relay", "tcp://:0", "mem:x", "--max-connections=0").contains("from 1"));
  }

  @Test
  void aBufferHasBounds() {
    assertTrue(refusal("copy", "mem:", "null:", "-b", "1TiB").contains("--buffer"));
    err.getBuffer().setLength(0);
    assertTrue(refusal("copy", "mem:", "null:", "-b", "0").contains("from 1"));
  }

  @Test
  void aFileNameWithoutSchemeIsToldHowToBeWritten() {
    assertEquals(
        "qio copy: a.img: no scheme; a file of this name is written file:a.img, other addresses are"
            + " like tcp://host:port or unix:/path",
        refusal("copy", "a.img", "b.img"));
    err.getBuffer().setLength(0);
    assertTrue(refusal("cat", "").startsWith("qio cat: '': no scheme"));
    err.getBuffer().setLength(0);
    assertTrue(refusal("relay", "8080", "tcp://:1").startsWith("qio relay: 8080: no scheme"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"providers", "cat", "copy", "relay", "demo"})
  void everyCommandHasHelpWithExamples(String command) {
    assertEquals(0, run(command, "--help"));
    String help = out.toString();
    assertTrue(help.startsWith("Usage: qio " + command), help);
    assertTrue(help.contains("Examples:\n  qio " + command), help);
    assertTrue(help.lines().allMatch(line -> line.length() <= 100), help);
    assertEquals("", err.toString());
  }

  @Test
  void theVersionIsOneLine() {
    assertEquals(0, run("--version"));
    assertTrue(out.toString().startsWith("qio "), out::toString);
    assertEquals(1, out.toString().lines().count());
  }

  @Test
  void aStackTraceComesOnlyWhenAskedFor() {
    refusal("cat", "nosuch:x");
    err.getBuffer().setLength(0);
    assertEquals(2, run("-v", "cat", "nosuch:x"));
    assertTrue(err.toString().contains("\tat qio.cli"), err::toString);
    err.getBuffer().setLength(0);
    assertEquals(2, run("cat", "-v", "nosuch:x"));
    assertTrue(err.toString().contains("\tat qio.cli"), err::toString);
  }

  @Test
  void outputThatNobodyTakesIsAFailureWithoutAWord() {
    var broken =
        new java.io.Writer() {
          @Override
          public void write(char[] text, int offset, int length) throws java.io.IOException {
            throw new java.io.IOException("Broken pipe");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    int code = new QioTool().run(new PrintWriter(broken), new PrintWriter(err), "--version");
    assertEquals(1, code);
    assertEquals("", err.toString());
  }
}
