package qio.tck;

import qio.api.channel.Descriptor;

/** Stands where a descriptor is asked for in a call that must not come to use it. */
final class NoDescriptor extends Descriptor {

  @Override
  public int number() {
    throw new AssertionError("the call went too far");
  }

  @Override
  public Descriptor dup() {
    throw new AssertionError("the call went too far");
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
