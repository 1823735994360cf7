package qio.api.channel;

/** From where {@link QioChannel#seek} counts. (The header's {@code whence}.) */
public enum SeekOrigin {
  /** From the beginning ({@code SEEK_SET}). */
  SET,
  /** From the current position ({@code SEEK_CUR}). */
  CURRENT,
  /** From the end ({@code SEEK_END}). */
  END,
  /**
   * To the first byte of data at or after an offset, which counts from the beginning ({@code
   * SEEK_DATA}). A channel that does not know where its holes are takes everything up to the end
   * for data. Without data at or after the offset there is nowhere to go: {@link QioChannel#EOF}.
   */
  DATA,
  /**
   * To the first byte of a hole at or after an offset, which counts from the beginning ({@code
   * SEEK_HOLE}). A hole reads as zeros and takes no room; behind the last byte there always is one.
   * From the end on there is nowhere to go: {@link QioChannel#EOF}.
   */
  HOLE;

  /**
   * Whether this looks for something in the content, which need not be there.
   *
   * @return true for {@link #DATA} and {@link #HOLE}
   */
  public boolean searches() {
    return this == DATA || this == HOLE;
  }
}
