/** The layer {@code zstd}, internal to its module: a host finds it by its name in an address. */
package org.example.qio.zstd;
