package qio.api.channel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Takes the descriptors that arrive with data. They belong to whoever made the list: {@link #take}
 * them out one by one, or close the list, which closes those that are left in it.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class DescriptorList implements Iterable<Descriptor>, AutoCloseable {

  private final List<Descriptor> descriptors = new ArrayList<>();

  /** Makes an empty list. */
  public DescriptorList() {}

  /**
   * Adds a descriptor that has arrived; the list owns it from now on. For channel providers.
   *
   * @param descriptor an owned descriptor
   */
  public void add(Descriptor descriptor) {
    descriptors.add(descriptor);
  }

  /**
   * How many descriptors are in the list.
   *
   * @return the count
   */
  public int size() {
    return descriptors.size();
  }

  /**
   * Whether there is none.
   *
   * @return true if the list is empty
   */
  public boolean isEmpty() {
    return descriptors.isEmpty();
  }

  /**
   * Takes the first descriptor out; the caller owns it from now on.
   *
   * @return the descriptor that arrived first
   * @throws NoSuchElementException if the list is empty
   */
  public Descriptor take() {
    if (descriptors.isEmpty()) {
      throw new NoSuchElementException("no descriptor has arrived, or all were taken");
    }
    return descriptors.removeFirst();
  }

  /**
   * Looks at the descriptors in the order of their arrival and leaves them in the list.
   *
   * @return an iterator that cannot remove
   */
  @Override
  public Iterator<Descriptor> iterator() {
    return List.copyOf(descriptors).iterator();
  }

  /**
   * Closes and removes every descriptor left in the list. All are closed even if closing one of
   * them fails.
   *
   * @throws IOException the first failure, with later ones suppressed in it
   */
  @Override
  public void close() throws IOException {
    closeFrom(0);
  }

  /**
   * Closes and removes the descriptors from a position on: those of a read that failed half-way.
   *
   * @param first the position of the first one to close
   * @throws IOException the first failure, with later ones suppressed in it
   */
  void closeFrom(int first) throws IOException {
    IOException failure = null;
    while (descriptors.size() > first) {
      try {
        descriptors.removeLast().close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public String toString() {
    return "DescriptorList" + descriptors;
  }
}
