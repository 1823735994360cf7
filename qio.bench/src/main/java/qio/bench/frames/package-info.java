/**
 * Frames of WebSocket in memory: what it takes to make them out of a message and to take them apart
 * again, without any connection, with QIO's classes and with Netty's.
 */
package qio.bench.frames;
