package qio.tck;

/**
 * A part of a test that uses something it did not open.
 *
 * @param <T> what it uses
 */
@FunctionalInterface
public interface Use<T> {

  /**
   * Runs.
   *
   * @param resource what is used
   * @throws Exception if the test fails
   */
  void with(T resource) throws Exception;
}
