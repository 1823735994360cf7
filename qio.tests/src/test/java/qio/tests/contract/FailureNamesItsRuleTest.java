package qio.tests.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.tck.ChannelPair;
import qio.tck.ChannelSubject;
import qio.tck.InBlockingMode;
import qio.tck.Rule;
import qio.tck.Setting;

/** Tests of the kit that fail, run by JUnit as a provider's are, tell the rule's number. */
@ExtendWith(FailureNamesItsRuleTest.Awaited.class)
final class FailureNamesItsRuleTest implements ChannelSubject {

  @Override
  public ChannelPair openPair() {
    MemoryPair pair = MemoryChannels.pair();
    return ChannelPair.twoWay(pair.first(), pair.second());
  }

  @Rule("KIT-5")
  @Test
  void aTestThatFailsNamesItsRule() {
    fail("made to fail");
  }

  @Rule("KIT-5")
  @InBlockingMode
  void aTestInASettingThatFailsNamesItsRule(Setting setting) throws Exception {
    setting.run(this, pair -> fail("made to fail"));
  }

  /** Takes the failure that is awaited for success, and no other. */
  static final class Awaited implements TestExecutionExceptionHandler {

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) {
      assertEquals("KIT-5 does not hold: made to fail", failure.getMessage());
      assertEquals("made to fail", failure.getCause().getMessage());
    }
  }
}
