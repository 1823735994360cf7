package qio.tests.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import qio.tck.ChannelContract;
import qio.tck.DatagramContract;
import qio.tck.ListenerContract;
import qio.tck.Rule;
import qio.tck.SeekContract;

/** No rule of the kit is without a broken channel that its test catches. */
@Rule("KIT-4")
final class EveryRuleIsCaughtTest {

  /** The rules that the tests of the kit bear. */
  static Set<String> tested() {
    return Stream.of(
            ChannelContract.class,
            ListenerContract.class,
            SeekContract.class,
            DatagramContract.class)
        .flatMap(contract -> Arrays.stream(contract.getMethods()))
        .filter(method -> method.isAnnotationPresent(Rule.class))
        .flatMap(method -> Arrays.stream(method.getAnnotation(Rule.class).value()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> broken() {
    return Stream.concat(KitCatchesTest.defects(), KitCatchesOthersTest.defects())
        .map(Defect::rule)
        .collect(Collectors.toSet());
  }

  private static Set<String> uncovered() {
    Set<String> rules = tested();
    rules.removeAll(broken());
    rules.removeAll(Unbreakable.REASONS.keySet());
    return rules;
  }

  @Test
  void everyRuleIsBrokenByAChannelOrCannotBe() {
    assertEquals(
        Set.of(), uncovered(), "rules of the kit that no broken channel shows to be tested");
  }

  @Test
  void whatIsBrokenOrUnbreakableIsARuleOfTheKit() {
    Set<String> unknown = new TreeSet<>(broken());
    unknown.addAll(Unbreakable.REASONS.keySet());
    unknown.removeAll(tested());
    assertEquals(Set.of(), unknown, "rules that no test of the kit bears");
  }

  @Test
  void noRuleIsBrokenAndUnbreakable() {
    Set<String> both = new TreeSet<>(broken());
    both.retainAll(Unbreakable.REASONS.keySet());
    assertEquals(Set.of(), both, "rules that are broken, so they are not unbreakable");
  }
}
