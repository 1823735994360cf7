/**
 * The layer {@code zstd}. A host finds it by its name in an address; public are the ways in which
 * it fails.
 */
package org.example.qio.zstd;
