package qio.spi.file;

import qio.api.channel.Descriptor;
import qio.api.channel.QioChannel;
import qio.posix.PosixFiles;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;

/** A pipe that came open and in blocking mode, as others share it, keeps the contract too. */
class AdoptedPipeContractTest implements ChannelContract {

  @Override
  public ChannelPair openPair() throws Exception {
    PosixFiles.Pipe pipe = PosixFiles.pipe(false);
    return ChannelPair.oneWay(adopt(pipe.writer()), adopt(pipe.reader()));
  }

  private static QioChannel adopt(Descriptor descriptor) throws Exception {
    return new FileProvider("native").adopt(descriptor).orElseThrow();
  }
}
