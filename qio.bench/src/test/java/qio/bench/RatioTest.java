package qio.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RatioTest {

  @Test
  void mediansAreDividedAndRoundsBoundThem() {
    Optional<Ratio> ratio =
        Ratio.of(Map.of("1", 10.0, "2", 30.0, "3", 20.0), Map.of("1", 10.0, "2", 10.0, "3", 8.0));
    assertEquals(Optional.of(new Ratio(2, 1, 3)), ratio);
    assertEquals("**2.00** (1.00–3.00)", ratio.orElseThrow().text());
  }

  @Test
  void roundsOfOneAloneHaveNoRatio() {
    assertEquals(Optional.empty(), Ratio.of(Map.of("1", 10.0), Map.of("2", 10.0)));
  }

  @Test
  void theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
    assertEquals(2.5, Ratio.median(List.of(9.0, 3.0, 2.0, 1.0)));
  }

  @Test
  void confidenceGrowsWithRounds() {
    assertEquals("one round, so the brackets say nothing", Ratio.rounds(1));
    assertEquals(
        "3 rounds, which makes the brackets intervals of 75 % confidence", Ratio.rounds(3));
    assertEquals(
        "6 rounds, which makes the brackets intervals of 97 % confidence", Ratio.rounds(6));
    assertEquals(
        "15 rounds, which makes the brackets intervals of 99 % confidence", Ratio.rounds(15));
  }
}
