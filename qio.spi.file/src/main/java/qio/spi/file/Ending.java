package qio.spi.file;

import java.io.IOException;

/** What becomes of something open when its channel ends. May be called from any thread. */
interface Ending {

  /** Nothing. */
  Ending NONE = new Ending() {};

  /** Whether the end of the content can be told before the channel is closed. */
  default boolean canBeCompleted() {
    return false;
  }

  /** Called before each write, which is refused once the content is complete. */
  default void requireIncomplete() throws IOException {}

  /** Called when a write has failed. */
  default void failed(IOException failure) {}

  /** The content is complete. */
  default void complete() throws IOException {}

  /** Called once, before the descriptor is closed. */
  default void close() throws IOException {}
}
