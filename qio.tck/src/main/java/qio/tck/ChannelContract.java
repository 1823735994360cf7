package qio.tck;

/**
 * Every rule for channels that carry a stream, in two directions or in one. A provider's test class
 * implements this and says how to open a pair; what the pair has no feature for is skipped.
 */
public interface ChannelContract
    extends TransferRules,
        WholeTransferRules,
        ShutdownRules,
        CloseRules,
        InterruptRules,
        ConcurrencyRules,
        FeatureRules,
        WatchRules,
        HandlerRules,
        WaitRules,
        DeadlineRules,
        DescriptorRules,
        ViewRules,
        RelayRules,
        LeakRules {}
