package org.example.qio.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/** Which command each reply is for. After the end every command fails at once. */
final class Replies {

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, CompletableFuture<JsonNode>> pending = new HashMap<>(); // guarded by lock
  private long lastId; // guarded by lock
  private Throwable failure; // guarded by lock

  /**
   * A command that waits.
   *
   * @param id its number
   * @param reply completed with the message, or with the reason why none will come
   */
  record Ticket(long id, CompletableFuture<JsonNode> reply) {}

  Ticket next() {
    var reply = new CompletableFuture<JsonNode>();
    lock.lock();
    try {
      lastId++;
      if (failure == null) {
        pending.put(lastId, reply);
      } else {
        reply.completeExceptionally(failure);
      }
      return new Ticket(lastId, reply);
    } finally {
      lock.unlock();
    }
  }

  /** Nobody waits for it any more. */
  void forget(Ticket ticket) {
    lock.lock();
    try {
      pending.remove(ticket.id());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Hands a reply to its command; false if there never was one. One that came too late is dropped.
   */
  boolean hand(JsonNode message) {
    long id = message.path("id").asLong(-1);
    CompletableFuture<JsonNode> waiting;
    lock.lock();
    try {
      if (id < 1 || id > lastId) {
        return false;
      }
      waiting = pending.remove(id);
    } finally {
      lock.unlock();
    }
    if (waiting != null) {
      waiting.complete(message);
    }
    return true;
  }

  void end(Throwable why) {
    Map<Long, CompletableFuture<JsonNode>> left;
    lock.lock();
    try {
      failure = why;
      left = Map.copyOf(pending);
      pending.clear();
    } finally {
      lock.unlock();
    }
    left.values().forEach(each -> each.completeExceptionally(why));
  }
}
