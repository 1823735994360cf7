package org.example.qio.qmp;

/**
 * One line, without its end, in a buffer that the next line overwrites.
 *
 * @param bytes the buffer
 * @param offset where it begins
 * @param length how long it is
 */
record Line(byte[] bytes, int offset, int length) {}
