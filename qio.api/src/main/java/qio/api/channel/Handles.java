package qio.api.channel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Handles of fields that several threads change. A channel has many of them, and a server has many
 * channels: an atomic object for each would cost 16 bytes more.
 */
final class Handles {

  private Handles() {}

  /** The handle of a field of the class that asks. */
  static VarHandle of(MethodHandles.Lookup owner, String field, Class<?> type) {
    try {
      return owner.findVarHandle(owner.lookupClass(), field, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
