package org.example.qio.qmp;

/**
 * A descriptor that QEMU has got.
 *
 * @param set the set it is in: QEMU opens it under the name {@code /dev/fdset/SET}
 * @param number its number in QEMU's process
 */
public record PassedDescriptor(int set, int number) {}
