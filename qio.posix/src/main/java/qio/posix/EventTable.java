package qio.posix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind the 64 bits that epoll tells with an event. An entry gets an index and a
 * generation; an event that is still on its way when its entry is removed finds nothing, even if
 * the index has been given away again.
 *
 * <p>Looking up takes no lock and allocates nothing.
 *
 * @param <T> what is looked up
 */
final class EventTable<T> {

  /** Data that this table never gives out; for an event that is in no table. */
  static final long NONE = -1;

  private record Entry<T>(T value, int generation) {}

  private static final int FIRST_SIZE = 16;

  // written under the lock of this, read without
  private volatile AtomicReferenceArray<@Nullable Entry<T>> entries =
      new AtomicReferenceArray<>(FIRST_SIZE);

  // guarded by this: the generation that each index gets next
  private int[] generations = new int[FIRST_SIZE];

  // guarded by this: the indices that are free, as a stack of freeCount
  private int[] free = new int[FIRST_SIZE];

  // guarded by this
  private int freeCount;

  // guarded by this: indices from here on were never given out
  private int unused;

  synchronized long add(T value) {
    int index = freeCount > 0 ? free[--freeCount] : nextUnused();
    int generation = generations[index];
    entries.set(index, new Entry<>(value, generation));
    return (long) generation << Integer.SIZE | index;
  }

  private int nextUnused() {
    int size = entries.length();
    if (unused == size) {
      AtomicReferenceArray<@Nullable Entry<T>> larger = new AtomicReferenceArray<>(2 * size);
      for (int i = 0; i < size; i++) {
        larger.set(i, entries.get(i));
      }
      entries = larger;
      generations = Arrays.copyOf(generations, 2 * size);
      free = Arrays.copyOf(free, 2 * size);
    }
    return unused++;
  }

  @Nullable T get(long data) {
    AtomicReferenceArray<@Nullable Entry<T>> now = entries;
    int index = (int) data;
    Entry<T> entry = index >= 0 && index < now.length() ? now.get(index) : null;
    return entry != null && entry.generation == (int) (data >> Integer.SIZE) ? entry.value : null;
  }

  /** Removes an entry; removing it again does nothing. */
  synchronized void remove(long data) {
    if (get(data) == null) {
      return;
    }
    int index = (int) data;
    entries.set(index, null);
    generations[index] = (generations[index] + 1) & Integer.MAX_VALUE;
    free[freeCount++] = index;
  }

  /** Everything in the table now. */
  synchronized List<T> values() {
    List<T> values = new ArrayList<>();
    for (int i = 0; i < unused; i++) {
      Entry<T> entry = entries.get(i);
      if (entry != null) {
        values.add(entry.value);
      }
    }
    return values;
  }
}
