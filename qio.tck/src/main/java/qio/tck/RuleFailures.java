package qio.tck;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * Puts the numbers of the rules in front of the message of a test that fails, because not every
 * report shows the test's display name. A provider's author finds the rule in the specification by
 * its number.
 */
public final class RuleFailures implements InvocationInterceptor {

  /** For JUnit. */
  public RuleFailures() {}

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> test,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    proceed(test, method.getExecutable());
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> test,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    proceed(test, method.getExecutable());
  }

  private static void proceed(Invocation<@Nullable Void> test, Method method) throws Throwable {
    try {
      test.proceed();
    } catch (Throwable failure) {
      throw named(method, failure);
    }
  }

  /**
   * A failure that says which rules do not hold.
   *
   * @param test the test that failed
   * @param failure how
   * @return an error with the rules and the failure's message, caused by the failure; the failure
   *     itself if it is a skip or the test bears no rule
   */
  public static Throwable named(Method test, Throwable failure) {
    Rule rule = test.getAnnotation(Rule.class);
    if (rule == null || failure instanceof TestAbortedException) {
      return failure;
    }
    String how = failure instanceof AssertionError ? failure.getMessage() : failure.toString();
    return new AssertionError(String.join(" ", rule.value()) + " does not hold: " + how, failure);
  }
}
