/**
 * Relays as whole processes: {@code qio relay} beside socat, stunnel, haproxy and nginx, each in a
 * process of its own between the same load and the same target.
 */
package qio.bench.process;
