/**
 * A client of QEMU's machine protocol (QMP), over any channel; it passes descriptors where one can.
 */
module org.example.qio.qmp {
  requires transitive com.fasterxml.jackson.databind;
  requires transitive qio.api;

  exports org.example.qio.qmp;
}
