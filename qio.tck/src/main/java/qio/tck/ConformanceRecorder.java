package qio.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Writes down what became of each rule, where the system property {@value #FOLDER} names a folder;
 * without it, nothing. Every contract of the kit has it; a test class adds a file with its name.
 *
 * <p>The subject is called what the test class is called, without {@code ContractTest}, or what its
 * {@code @DisplayName} says.
 */
public final class ConformanceRecorder implements TestWatcher, AfterAllCallback {

  /** Where results are written to. */
  public static final String FOLDER = "qio.tck.report";

  private static final Map<Class<?>, List<RuleResult>> RESULTS = new ConcurrentHashMap<>();

  /** For JUnit. */
  public ConformanceRecorder() {}

  @Override
  public void testSuccessful(ExtensionContext context) {
    record(context, Outcome.PASSED, "");
  }

  @Override
  public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
    record(context, Outcome.SKIPPED, reason(cause));
  }

  @Override
  public void testDisabled(ExtensionContext context, Optional<String> reason) {
    record(context, Outcome.SKIPPED, reason.orElse("disabled"));
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    record(context, Outcome.FAILED, reason(cause));
  }

  private static String reason(@Nullable Throwable cause) {
    String message = cause == null ? null : cause.getMessage();
    return message == null ? String.valueOf(cause) : message.replace("Assumption failed: ", "");
  }

  private static void record(ExtensionContext context, Outcome outcome, String reason) {
    if (System.getProperty(FOLDER) == null) {
      return;
    }
    Rule rule = context.getRequiredTestMethod().getAnnotation(Rule.class);
    Class<?> type = context.getRequiredTestClass();
    if (rule == null) {
      return;
    }
    List<RuleResult> results = RESULTS.computeIfAbsent(type, each -> new CopyOnWriteArrayList<>());
    for (String each : rule.value()) {
      results.add(RuleResult.of(each, subject(context, type), outcome, reason));
    }
  }

  private static String subject(ExtensionContext context, Class<?> type) {
    ExtensionContext at = context;
    while (at.getTestMethod().isPresent() && at.getParent().isPresent()) {
      at = at.getParent().get();
    }
    String shown = at.getDisplayName();
    return shown.equals(type.getSimpleName())
        ? shown.replaceFirst("(Contract)?(Test|IT)$", "")
        : shown;
  }

  @Override
  public void afterAll(ExtensionContext context) {
    List<RuleResult> results = RESULTS.remove(context.getRequiredTestClass());
    String folder = System.getProperty(FOLDER);
    if (results == null || folder == null) {
      return;
    }
    try {
      Path into = Files.createDirectories(Path.of(folder));
      Files.write(
          into.resolve(context.getRequiredTestClass().getName() + ".tsv"),
          results.stream().map(RuleResult::line).distinct().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
