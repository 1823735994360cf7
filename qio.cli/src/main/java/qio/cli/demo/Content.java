package qio.cli.demo;

/**
 * What came out somewhere, or should.
 *
 * @param bytes how many bytes
 * @param digest their SHA-256, in hexadecimal digits
 */
record Content(long bytes, String digest) {}
