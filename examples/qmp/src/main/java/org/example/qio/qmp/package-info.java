/** Conversations with QEMU: commands, replies, events, and descriptors that go with commands. */
package org.example.qio.qmp;
