package qio.spi.websocket.frame;

/**
 * What is accepted from the peer.
 *
 * @param masked whether its frames must be masked, because it is the client; else they must not be
 * @param text whether text messages are accepted
 * @param compressed whether messages may be compressed, because that was agreed on
 * @param maxFrame the largest payload of a frame
 * @param maxMessage the largest message, as it is after decompression
 */
public record FrameLimits(
    boolean masked, boolean text, boolean compressed, long maxFrame, long maxMessage) {}
