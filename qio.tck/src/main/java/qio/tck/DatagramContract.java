package qio.tck;

/** Every rule for channels that carry messages. */
public interface DatagramContract
    extends MessageRules, MessageEndRules, MessageLoopRules, MessageDescriptorRules {}
