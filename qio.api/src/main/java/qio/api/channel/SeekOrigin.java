package qio.api.channel;

/** From where {@link QioChannel#seek} counts. (The header's {@code whence}.) */
public enum SeekOrigin {
  /** From the beginning ({@code SEEK_SET}). */
  SET,
  /** From the current position ({@code SEEK_CUR}). */
  CURRENT,
  /** From the end ({@code SEEK_END}). */
  END
}
