package qio.tck;

/** Every rule for listeners. */
public interface ListenerContract extends ListenerRules {}
