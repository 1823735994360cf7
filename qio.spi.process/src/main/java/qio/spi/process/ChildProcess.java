package qio.spi.process;

import qio.api.channel.QioTask;

/**
 * The child behind a channel, for who wants to know how it has ended:
 *
 * <pre>{@code
 * ChildExit exit = channel.facts(ChildProcess.class).orElseThrow().exit().await();
 * }</pre>
 *
 * <p>Can be asked by any thread, and after the channel was closed.
 *
 * @param pid the number of the process; another's, perhaps, once the child has ended
 * @param exit ends when the child has, whoever ended it; cancelling it does nothing to the child
 */
public record ChildProcess(long pid, QioTask<ChildExit> exit) {}
