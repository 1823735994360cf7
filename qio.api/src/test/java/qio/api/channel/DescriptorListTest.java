package qio.api.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class DescriptorListTest {

  private static final class Counted extends Descriptor {
    private final int number;
    private final boolean fails;
    private int closes;

    Counted(int number, boolean fails) {
      this.number = number;
      this.fails = fails;
    }

    @Override
    public int number() {
      return number;
    }

    @Override
    public Descriptor dup() {
      return new Counted(number, fails);
    }

    @Override
    public boolean isOpen() {
      return closes == 0;
    }

    @Override
    public void close() throws IOException {
      closes++;
      if (fails) {
        throw new IOException("close of " + number);
      }
    }
  }

  private final Counted first = new Counted(3, true);
  private final Counted second = new Counted(4, false);
  private final Counted third = new Counted(5, true);

  private DescriptorList three() {
    var list = new DescriptorList();
    list.add(first);
    list.add(second);
    list.add(third);
    return list;
  }

  @Test
  void whatIsTakenOutIsTheTakers() throws IOException {
    try (DescriptorList list = three()) {
      assertSame(first, list.take());
      assertSame(second, list.take());
      assertSame(third, list.take());
      assertTrue(list.isEmpty());
      assertThrows(NoSuchElementException.class, list::take);
    }
    assertTrue(first.isOpen() && second.isOpen() && third.isOpen());
  }

  @Test
  void closingClosesAllThatAreLeftEvenIfSomeFail() {
    DescriptorList list = three();
    assertSame(first, list.take());
    IOException thrown = assertThrows(IOException.class, list::close);
    assertEquals("close of 5", thrown.getMessage());
    assertTrue(first.isOpen());
    assertFalse(second.isOpen());
    assertFalse(third.isOpen());
    assertTrue(list.isEmpty());
  }

  @Test
  void aFailedReadClosesOnlyWhatItBrought() {
    DescriptorList list = three();
    assertThrows(IOException.class, () -> list.closeFrom(1));
    assertEquals(1, list.size());
    assertTrue(first.isOpen());
    assertEquals(1, second.closes);
    assertEquals(1, third.closes);
  }

  @Test
  void anIteratorLooksAndLeaves() {
    DescriptorList list = three();
    int seen = 0;
    for (Descriptor each : list) {
      assertTrue(each.isOpen());
      seen++;
    }
    assertEquals(3, seen);
    assertEquals(3, list.size());
  }
}
