package qio.tck;

/** A part of a test that sends over one pair what it takes of another. */
@FunctionalInterface
interface UseOfTwo {

  void with(ChannelPair pair, ChannelPair other) throws Exception;
}
