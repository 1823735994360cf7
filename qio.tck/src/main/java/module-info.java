/**
 * The conformance kit that every provider extends: the numbered rules of the contract as tests, and
 * layers that make trouble on purpose. Open, since JUnit calls the tests by reflection.
 */
open module qio.tck {
  requires transitive qio.api;
  requires transitive org.junit.jupiter.api;
  requires transitive org.junit.jupiter.params;
  requires static org.jspecify;

  exports qio.tck;
  exports qio.tck.aio;
  exports qio.tck.fault;
}
