package qio.tck.aio;

import java.io.IOException;
import qio.api.aio.Pollable;

/** Two connected pollables, and what makes them ready or not. Nothing here waits. */
public interface ConnectedPair extends AutoCloseable {

  /**
   * The end that becomes readable.
   *
   * @return the pollable
   */
  Pollable reader();

  /**
   * The end that is writable until it is full.
   *
   * @return the pollable
   */
  Pollable writer();

  /**
   * Writes one byte, so that the reader is readable.
   *
   * @throws IOException if that fails
   */
  void write() throws IOException;

  /**
   * Writes until there is no more room, so that the writer is not writable.
   *
   * @throws IOException if that fails
   */
  void fill() throws IOException;

  /**
   * Reads everything there is, so that the reader is not readable and the writer is writable.
   *
   * @throws IOException if that fails
   */
  void drain() throws IOException;

  /**
   * Closes the writing end, so that the reader learns that nothing more will come.
   *
   * @throws IOException if that fails
   */
  void hangUp() throws IOException;

  /**
   * Closes both ends.
   *
   * @throws IOException if that fails
   */
  @Override
  void close() throws IOException;
}
