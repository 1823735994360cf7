package qio.tck;

/** Every rule for channels that carry a stream: what a provider's test class implements. */
public interface ChannelContract
    extends TransferContract,
        WholeTransferContract,
        ShutdownContract,
        CloseContract,
        InterruptContract,
        ConcurrencyContract,
        FeatureContract,
        WatchContract,
        HandlerContract,
        WaitContract,
        DescriptorContract,
        ViewContract,
        LeakContract {}
