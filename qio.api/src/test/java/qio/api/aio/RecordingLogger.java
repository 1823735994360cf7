package qio.api.aio;

import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is reported, in place of writing it. */
final class RecordingLogger implements System.Logger {

  record Entry(Level level, String text, Throwable thrown) {}

  final List<Entry> entries = new CopyOnWriteArrayList<>();

  @Override
  public String getName() {
    return "recording";
  }

  @Override
  public boolean isLoggable(Level level) {
    return true;
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
    entries.add(new Entry(level, text, thrown));
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String format, Object... params) {
    entries.add(new Entry(level, format, null));
  }
}
