/*
 * How a platform thread waits inside recv, and is got out of it by a signal: InterruptibleCall, with
 * what WaitPlace.wake and SocketReceiver.receiveUntilWoken do around it. Decision 012 says what is left
 * out.
 *
 * Macros, given with -D:
 *
 *   SENT_ONCE       mutation: the signal is not sent again
 *   LEAVES_AT_ONCE  mutation: a thread comes out although a signal is being sent to it
 *   LOOKS_FIRST     mutation: the thread looks whether it was woken before it says INSIDE
 */

#define CALLS 2
#define INSIDE(turn) ((turn) % 2 == 1)

/* One word: the turn and the bit SIGNALLED. */
byte turns;
bool signalled;

bool woken; /* InterruptibleCall.woken */
bool calling; /* WaitPlace.calling is not null */
bool placeWoken; /* WaitPlace.woken */
bool closed;

bool interrupted; /* the status of the thread */
bool blocker; /* between AbstractSelector.begin and end */

/* The kernel. */
bool bytes;
bool waiting; /* the thread is in recv, and finds nothing */
bool ended; /* recv is to return EINTR */
bool alive = true; /* the thread's identity is its own */

/* A signal ends the call under way. One that finds the thread outside of the kernel ends nothing. */
inline send() {
  atomic {
    assert(alive);
    assert(INSIDE(turns));
    if
    :: waiting -> ended = true
    :: else
    fi
  }
}

inline wakeup() {
  woken = true;
  atomic { inside = turns; now = turns; held = signalled }
  do
  :: INSIDE(now) && now == inside ->
     if
     :: !held ->
        atomic {
          mine = (turns == inside && !signalled);
          if
          :: mine -> signalled = true
          :: else
          fi
        }
        if
        :: mine ->
           send();
           atomic { turns = inside; signalled = false };
#ifdef SENT_ONCE
           break
#endif
        :: else
        fi
     :: else
     fi;
     atomic { now = turns; held = signalled }
  :: else -> break
  od
}

proctype Receiver() {
  byte calls, inside, now;
  bool held, mine;
  do
  :: calls < CALLS && !closed && !interrupted ->
     calls++;
     /* WaitPlace.enterCall */
     calling = true;
     woken = false;
     blocker = true;
     if
     :: interrupted -> wakeup()
     :: else
     fi;
#ifdef LOOKS_FIRST
     if
     :: placeWoken || woken || closed -> placeWoken = false; turns++
     :: else -> turns++;
#else
     turns++;
     /* receiveUntilWoken */
     do
     :: if
        :: atomic { placeWoken -> placeWoken = false }; break
        :: !placeWoken
        fi;
        if
        :: woken || closed -> break
        :: else
        fi;
#endif
        /* recv */
        atomic {
          if
          :: bytes -> bytes = false; break
          :: !bytes -> waiting = true
          fi
        }
end_waiting:
        if
        :: atomic { bytes -> bytes = false; waiting = false; ended = false }; break
        :: atomic { ended && !bytes -> ended = false; waiting = false }
        fi
#ifdef LOOKS_FIRST
     fi;
#else
     od;
#endif
     /* WaitPlace.leaveCall */
#ifdef LEAVES_AT_ONCE
     atomic { turns++; signalled = false };
#else
     atomic { !signalled -> turns++ };
#endif
     blocker = false;
     calling = false
  :: else -> break
  od;
  alive = false
}

proctype Waker() {
  byte inside, now;
  bool held, mine;
  if
  :: closed = true
  :: skip
  fi;
  placeWoken = true;
  if
  :: calling -> wakeup()
  :: else
  fi
}

proctype Interrupter() {
  byte inside, now;
  bool held, mine, told;
  atomic { interrupted = true; told = blocker } /* under the thread's interruptLock */
  if
  :: told -> wakeup()
  :: else
  fi
}

proctype Peer() {
  if
  :: bytes = true
  :: skip
  fi
}

/* When nothing moves any more, the thread does not wait although it was woken. */
proctype Watchman() {
end:
  timeout;
  assert(!waiting || !(placeWoken || woken || closed || interrupted || bytes))
}

/* Needs weak fairness: that the thread goes on when it can, and a waker too. */
ltl comes_out { [] ((waiting && (placeWoken || closed || interrupted)) -> <> !waiting) }

init {
  atomic {
    run Receiver();
    run Waker();
    run Interrupter();
    run Peer();
    run Watchman()
  }
}
