package qio.spi.process;

import java.io.IOException;
import qio.api.channel.QioChannel;

/** Starts children, one way or the other. May be called from any thread. */
sealed interface ExecEngine permits NativeExec, PortableExec {

  /** Starts one. */
  QioChannel start(ExecRequest request) throws IOException;
}
