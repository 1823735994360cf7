package qio.tck;

/** Every rule for channels with a position: files, and buffers in memory. */
public interface SeekContract extends SeekRules {}
