package qio.tck;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayNameGenerator;

/**
 * Shows a test as the rule that it holds and what its method's name says: {@code IO-3 nothing
 * there}.
 */
public final class RuleNames extends DisplayNameGenerator.Standard {

  /** For JUnit. */
  public RuleNames() {}

  @Override
  public String generateDisplayNameForMethod(
      List<Class<?>> enclosingInstanceTypes, Class<?> testClass, Method testMethod) {
    Rule rule = testMethod.getAnnotation(Rule.class);
    String rules = rule == null ? "" : String.join(" ", rule.value()) + " ";
    String words = testMethod.getName().replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    return rules + words;
  }
}
