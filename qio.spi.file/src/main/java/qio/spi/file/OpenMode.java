package qio.spi.file;

/**
 * What a file is opened for, as the option {@code mode} says it, and what that means for a file
 * that is missing or has content where the options {@code create} and {@code truncate} say nothing.
 */
enum OpenMode {
  /** Reading; the file must exist. */
  R(true, false, false),
  /** Writing; the file is made if it is missing, and emptied if it is not. */
  W(false, true, true),
  /** Reading and writing; the file must exist and keeps its content. */
  RW(true, true, false),
  /** Writing at the end, whatever others write meanwhile; the file is made if it is missing. */
  APPEND(false, true, true),
  /** Writing a new file that takes the place of the old one when it is complete. */
  REPLACE(false, true, true);

  private final boolean reads;
  private final boolean writes;
  private final boolean creates;

  OpenMode(boolean reads, boolean writes, boolean creates) {
    this.reads = reads;
    this.writes = writes;
    this.creates = creates;
  }

  boolean reads() {
    return reads;
  }

  boolean writes() {
    return writes;
  }

  /** Whether a missing file is made where the option does not say. */
  boolean createsByDefault() {
    return creates;
  }

  /** Whether old content is dropped where the option does not say. */
  boolean truncatesByDefault() {
    return this == W;
  }

  /** The mode as it is written in an address. */
  String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
