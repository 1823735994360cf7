package qio.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A ratio of two medians, with the least and the most of one round. Of any quantity that varies
 * from round to round, the median lies outside of what n rounds have shown with a chance of
 * 2<sup>1−n</sup>; with the confidence that is left, these two bound it.
 *
 * @param ofMedians one median by the other
 * @param least the least of one round
 * @param most the most of one round
 */
public record Ratio(double ofMedians, double least, double most) {

  /**
   * One by the other, where both have figures of the same rounds.
   *
   * @param over what is divided, by round
   * @param under by what, by round
   * @return the ratio; empty if no round has both
   */
  public static Optional<Ratio> of(Map<String, Double> over, Map<String, Double> under) {
    List<Double> each = new ArrayList<>();
    under.forEach(
        (round, value) -> {
          if (over.containsKey(round)) {
            each.add(over.get(round) / value);
          }
        });
    return each.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Ratio(
                median(over.values()) / median(under.values()),
                Collections.min(each),
                Collections.max(each)));
  }

  /**
   * The median.
   *
   * @param values at least one
   * @return the one in the middle, or the mean of both that are
   */
  public static double median(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * Says how many rounds there were and what that makes of the brackets.
   *
   * @param rounds how many
   * @return a few words
   */
  public static String rounds(int rounds) {
    double confidence = Math.min(0.99, 1 - Math.pow(2, 1 - rounds)); // nothing is certain
    return rounds < 2
        ? "one round, so the brackets say nothing"
        : String.format(
            Locale.ROOT,
            "%d rounds, which makes the brackets intervals of %.0f %% confidence",
            rounds,
            100 * confidence);
  }

  /**
   * The ratio for a table.
   *
   * @return the ratio in bold, its bounds in brackets
   */
  public String text() {
    return String.format(Locale.ROOT, "**%.2f** (%.2f–%.2f)", ofMedians, least, most);
  }
}
