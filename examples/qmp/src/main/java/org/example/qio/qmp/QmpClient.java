package org.example.qio.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import qio.api.Qio;
import qio.api.channel.Descriptor;
import qio.api.channel.QioChannel;

/**
 * A conversation with QEMU. Commands may be given by several threads at once; each waits for its
 * own answer. Events are kept until they are asked for.
 *
 * <p>A virtual thread reads; it ends with the conversation. What a peer can make us hold, and how
 * long it can make us wait, is limited ({@link QmpLimits}).
 *
 * <pre>{@code
 * try (QmpClient qemu = QmpClient.connect("unix:/run/qmp.sock", QmpLimits.usual());
 *     QioChannel disk = Qio.connect("file:disk.img?mode=rw")) {
 *   PassedDescriptor passed = qemu.addFd(disk.descriptor().orElseThrow(), "disk");
 *   // blockdev-add with "filename": "/dev/fdset/" + passed.set()
 * }
 * }</pre>
 */
public final class QmpClient implements AutoCloseable {

  private final QioChannel channel;
  private final QmpLimits limits;
  private final QmpMessages messages;
  private final LineWriter writer;
  private final Replies replies = new Replies();
  private final EventQueue events;
  private final CompletableFuture<JsonNode> greeting = new CompletableFuture<>();

  /** QEMU keeps one message's descriptors: the next ones go when these have been taken. */
  private final ReentrantLock passing = new ReentrantLock();

  private volatile Throwable failure;
  private final Thread reader;

  private QmpClient(QioChannel channel, QmpLimits limits) throws IOException {
    this.channel = channel;
    this.limits = limits;
    this.messages = new QmpMessages(channel.address(), limits.maxLine());
    this.writer = new LineWriter(channel);
    this.events = new EventQueue(limits.maxEvents());
    channel.setBlocking(false);
    this.reader = Thread.ofVirtual().name("qmp " + channel.address()).start(this::listen);
  }

  /**
   * Connects, and waits until QEMU takes commands.
   *
   * @param address where QEMU listens, as {@link Qio#connect} takes it
   * @param limits what the peer may take of us
   * @return the conversation
   * @throws QmpException if the peer does not greet as QEMU does, or not in time
   * @throws IOException if it cannot be connected to
   */
  public static QmpClient connect(String address, QmpLimits limits) throws IOException {
    return over(Qio.connect(address), limits);
  }

  /**
   * The same over a connection that is there already.
   *
   * @param connection the connection, owned by the result; closed if this fails
   * @param limits what the peer may take of us
   * @return the conversation
   * @throws QmpException if the peer does not greet as QEMU does, or not in time
   * @throws IOException if the connection breaks
   */
  public static QmpClient over(QioChannel connection, QmpLimits limits) throws IOException {
    try {
      QmpClient client = new QmpClient(connection, limits);
      var _ = client.await("the greeting", client.greeting, client.endOfWait());
      var _ = client.execute("qmp_capabilities");
      return client;
    } catch (IOException | RuntimeException e) {
      try {
        connection.close();
      } catch (IOException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  /**
   * What QEMU says of itself.
   *
   * @return the object {@code QMP} of its greeting: {@code version} and {@code capabilities}
   */
  public JsonNode greeting() {
    return greeting.join().path("QMP");
  }

  /**
   * Gives a command without arguments.
   *
   * @param command its name
   * @return what QEMU returns
   * @throws QmpException as {@link #execute(String, ObjectNode, List)}
   * @throws IOException as there
   */
  public JsonNode execute(String command) throws IOException {
    return execute(command, JsonNodeFactory.instance.objectNode(), List.of());
  }

  /**
   * Gives a command.
   *
   * @param command its name
   * @param arguments its arguments
   * @return what QEMU returns
   * @throws QmpException as {@link #execute(String, ObjectNode, List)}
   * @throws IOException as there
   */
  public JsonNode execute(String command, ObjectNode arguments) throws IOException {
    return execute(command, arguments, List.of());
  }

  /**
   * Gives a command, with descriptors on its first byte.
   *
   * @param command its name
   * @param arguments its arguments
   * @param sent the descriptors; they stay the caller's, and QEMU has its own of them
   * @return what QEMU returns
   * @throws QmpRefusedException if QEMU says that it cannot
   * @throws QmpTimeoutException if it does not take the command, or does not answer, in time
   * @throws QmpProtocolException if the peer does not speak QMP, or goes beyond a limit
   * @throws QmpClosedException if the conversation is over
   * @throws qio.api.channel.UnsupportedFeatureException if descriptors are given and the channel
   *     cannot pass them; nothing was sent
   * @throws InterruptedIOException if the thread is interrupted; QEMU may carry the command out
   * @throws IOException if the connection breaks
   */
  public JsonNode execute(String command, ObjectNode arguments, List<Descriptor> sent)
      throws IOException {
    long end = endOfWait();
    JsonNode reply;
    try {
      if (sent.isEmpty()) {
        reply = ask(command, arguments, sent, end);
      } else if (passing.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        try {
          reply = ask(command, arguments, sent, end);
        } finally {
          passing.unlock();
        }
      } else {
        throw late(command + " was not sent: another command with descriptors has no answer yet");
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
    JsonNode error = reply.get("error");
    if (error != null) {
      throw new QmpRefusedException(
          channel.address(), command, error.path("class").asText(), error.path("desc").asText());
    }
    return reply.get("return");
  }

  private JsonNode ask(String command, ObjectNode arguments, List<Descriptor> sent, long end)
      throws IOException, InterruptedException {
    Replies.Ticket ticket = replies.next();
    try {
      if (!ticket.reply().isDone() // the conversation is over: awaiting says why
          && !writer.write(messages.command(command, arguments, ticket.id()), sent, end)) {
        throw late(command + " was not sent: QEMU takes nothing");
      }
      return await(command, ticket.reply(), end);
    } finally {
      replies.forget(ticket);
    }
  }

  /**
   * Hands QEMU a descriptor under a name ({@code getfd}), for commands that take one by name.
   *
   * @param name how to call it
   * @param descriptor the descriptor, which stays the caller's
   * @throws QmpException as {@link #execute(String, ObjectNode, List)}
   * @throws IOException as there
   */
  public void getFd(String name, Descriptor descriptor) throws IOException {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("fdname", name);
    var _ = execute("getfd", arguments, List.of(descriptor));
  }

  /**
   * Adds a descriptor to a new set ({@code add-fd}), which QEMU opens as {@code /dev/fdset/SET}
   * wherever it takes a file's name.
   *
   * @param descriptor the descriptor, which stays the caller's
   * @param note what QEMU shows in {@code query-fdsets}
   * @return where QEMU has it
   * @throws QmpException as {@link #execute(String, ObjectNode, List)}
   * @throws IOException as there
   */
  public PassedDescriptor addFd(Descriptor descriptor, String note) throws IOException {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("opaque", note);
    JsonNode added = execute("add-fd", arguments, List.of(descriptor));
    return new PassedDescriptor(added.path("fdset-id").asInt(), added.path("fd").asInt());
  }

  /**
   * Waits for the next event.
   *
   * @param wait how long at most; zero asks without waiting
   * @return the oldest one that was not asked for yet; empty if none came in time
   * @throws QmpException if the conversation is over and no event is left; the type says how
   * @throws InterruptedIOException if the thread is interrupted
   */
  public Optional<QmpEvent> nextEvent(Duration wait) throws IOException {
    try {
      Optional<QmpEvent> event = events.next(wait);
      if (event.isEmpty() && failure != null) {
        throw again(failure);
      }
      return event;
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /**
   * How many events were dropped because nobody asked for them.
   *
   * @return the number since the beginning
   */
  public long droppedEvents() {
    return events.dropped();
  }

  // ---- the reader ----

  private void listen() {
    LineReader lines = new LineReader(channel, limits.maxLine());
    Throwable why;
    try {
      JsonNode first = messages.read(lines.next());
      if (!first.path("QMP").isObject()) {
        throw new QmpProtocolException(channel.address() + ": no greeting of QEMU's", null);
      }
      greeting.complete(first);
      while (true) {
        take(messages.read(lines.next()));
      }
    } catch (Throwable e) { // an error too must reach those who wait
      why = e; // told to everybody who waits or asks later
    }
    end(why);
  }

  private void take(JsonNode message) throws IOException {
    if (message.has("event")) {
      events.add(QmpEvent.of(message));
    } else if (!message.has("return") && !message.path("error").isObject()) {
      throw new QmpProtocolException(
          channel.address() + ": what came is neither reply nor event", null);
    } else if (!replies.hand(message)) {
      throw new QmpProtocolException(
          channel.address() + ": a reply to what was not asked: " + message.path("error"), null);
    }
  }

  private void end(Throwable why) {
    failure = why;
    greeting.completeExceptionally(why);
    replies.end(why);
    events.end();
    try {
      channel.close();
    } catch (IOException e) {
      why.addSuppressed(e); // the conversation has failed for another reason
    }
  }

  // ---- waiting ----

  private long endOfWait() {
    return System.nanoTime() + limits.reply().toNanos();
  }

  private JsonNode await(String what, CompletableFuture<JsonNode> answer, long end)
      throws IOException {
    try {
      return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw late("QEMU gave no answer to " + what);
    } catch (ExecutionException e) {
      throw again(e.getCause());
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private QmpTimeoutException late(String what) {
    return new QmpTimeoutException(
        channel.address() + ": " + what + " (waited " + limits.reply().toMillis() + " ms)", null);
  }

  /** Each call that fails gets an exception of its own: traces must not be mixed up. */
  private QmpException again(Throwable first) {
    return first instanceof QmpProtocolException
        ? new QmpProtocolException(first.getMessage(), first)
        : new QmpClosedException(
            first instanceof QmpClosedException
                ? first.getMessage()
                : channel.address() + ": the conversation is over: " + first,
            first);
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while waiting for QEMU");
  }

  /**
   * Ends the conversation; QEMU runs on. Commands that wait fail with {@link QmpClosedException}.
   *
   * @throws IOException if what was written is lost
   */
  @Override
  public void close() throws IOException {
    channel.close();
    try {
      reader.join(limits.reply());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
