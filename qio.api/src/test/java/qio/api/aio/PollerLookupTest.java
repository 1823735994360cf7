package qio.api.aio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PollerLookupTest {

  private record Offer(String name, int priority, String missing) implements PollerProvider {

    @Override
    public Optional<String> unavailableBecause() {
      return missing.isEmpty() ? Optional.empty() : Optional.of(missing);
    }

    @Override
    public Poller open() {
      throw new AssertionError("nobody asked for one");
    }
  }

  private static PollerLookup among(PollerProvider... providers) {
    return new PollerLookup(List.of(providers).iterator());
  }

  @Test
  void withNoProviderThePortableOneIsTaken() throws IOException {
    assertEquals("selector", among().choose(null).name());
    assertEquals("selector", among().choose("").name());
  }

  @Test
  void theHighestPriorityWinsAndThenTheName() throws IOException {
    PollerLookup lookup =
        among(new Offer("low", 1, ""), new Offer("zeta", 9, ""), new Offer("alpha", 9, ""));
    assertEquals("alpha", lookup.choose(null).name());
  }

  @Test
  void oneThatIsNotAvailableIsPassedOver() throws IOException {
    PollerLookup lookup = among(new Offer("epoll", 9, "pass --enable-native-access=qio.posix"));
    assertEquals("selector", lookup.choose(null).name());
  }

  @Test
  void oneIsForcedByName() throws IOException {
    PollerLookup lookup = among(new Offer("low", -1, ""), new Offer("high", 9, ""));
    assertEquals("low", lookup.choose("low").name());
    assertEquals("selector", lookup.choose("selector").name());
  }

  @Test
  void anUnknownNameIsAnErrorThatListsWhatThereIs() {
    PollerLookup lookup = among(new Offer("epoll", 9, "no Linux"), new Offer("kqueue", 8, ""));
    String message = assertThrows(IOException.class, () -> lookup.choose("iocp")).getMessage();
    assertTrue(message.contains("qio.aio.poller"), message);
    assertTrue(message.contains("\"iocp\", which is unknown"), message);
    assertTrue(message.contains("epoll (not available: no Linux), kqueue, selector"), message);
  }

  @Test
  void aNameThatIsNotAvailableIsAnErrorThatSaysWhy() {
    PollerLookup lookup = among(new Offer("epoll", 9, "pass --enable-native-access=qio.posix"));
    String message = assertThrows(IOException.class, () -> lookup.choose("epoll")).getMessage();
    assertTrue(message.contains("not available"), message);
    assertTrue(message.contains("--enable-native-access=qio.posix"), message);
  }

  @Test
  void twoOfOneNameAreAnErrorThatNamesBoth() {
    PollerLookup lookup = among(new Offer("epoll", 9, ""), new Offer("epoll", 1, ""));
    String message =
        assertThrows(IllegalStateException.class, () -> lookup.choose(null)).getMessage();
    assertTrue(message.contains("\"epoll\""), message);
    assertTrue(message.contains(Offer.class.getName()), message);
  }

  @Test
  void oneThatFailsToLoadOrToAnswerHidesNoOther() throws IOException {
    PollerProvider mute =
        new PollerProvider() {
          @Override
          public String name() {
            return "mute";
          }

          @Override
          public int priority() {
            return 99;
          }

          @Override
          public Optional<String> unavailableBecause() {
            throw new IllegalStateException("cannot say");
          }

          @Override
          public Poller open() {
            throw new AssertionError("nobody asked for one");
          }
        };
    Iterator<PollerProvider> good = List.of(mute, new Offer("good", 5, "")).iterator();
    AtomicInteger broken = new AtomicInteger(2);
    PollerLookup lookup =
        new PollerLookup(
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return good.hasNext();
              }

              @Override
              public PollerProvider next() {
                if (broken.getAndDecrement() > 0) {
                  throw new ServiceConfigurationError("cannot load");
                }
                return good.next();
              }
            });
    assertEquals("good", lookup.choose(null).name());
    String message = assertThrows(IOException.class, () -> lookup.choose("none")).getMessage();
    assertTrue(message.contains("cannot load") && message.contains("cannot say"), message);
  }

  @Test
  void aLoaderThatOnlyFailsIsGivenUp() throws IOException {
    PollerLookup lookup =
        new PollerLookup(
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                throw new ServiceConfigurationError("no uses clause");
              }

              @Override
              public PollerProvider next() {
                throw new AssertionError("there is none");
              }
            });
    assertEquals("selector", lookup.choose(null).name());
  }

  @Test
  void theProcessHasAPoller() throws IOException {
    assertTrue(PollerLookup.best().unavailableBecause().isEmpty());
  }
}
