/*
 * How a virtual thread waits for bytes: WaitPlace, DescriptorWaiter.park, and the poller thread that
 * tells edges. Decision 012 says what is left out. Every statement is one step; what is one step only
 * because a compare-and-set or the kernel makes it one is in atomic {}.
 *
 * The names are those of the classes. Macros, given with -D:
 *
 *   PLAIN_DRAINED   mutation: the step to DRAINED is a plain write
 *   LOOKS_FIRST     mutation: the thread publishes itself after it has looked at state and woken
 *   WATCHERS        two threads wait for the same and nobody transfers
 *   BESIDE          a thread waits in the place of the reader while another one transfers
 *   UNDISTURBED     nobody wakes, closes or interrupts: fewer states
 *   ABANDONS        the poller lets go of a descriptor for which nobody waits, at any time and so many times
 *   ASKS_FIRST      mutation: it looks whether somebody waits before it says that the descriptor is not registered
 *   UNCOUNTED       mutation: the step to DRAINED succeeds though an edge has come since the system call began
 */

#ifndef BYTES
#define BYTES 2
#endif
#define NOBODY 2
#define READING 0 /* the place of the usual reader; 1 is that of whoever finds it taken */

#ifndef UNCOUNTED
#define LOOK_AT_EDGES(p, seen) seen = place[p].edges
#define ONE_MORE_EDGE(p) place[p].edges++
#else
#define LOOK_AT_EDGES(p, seen) skip
#define ONE_MORE_EDGE(p) skip
#endif

mtype = { UNKNOWN, DRAINED, READY };

typedef Place {
  bool taken;
  mtype knowledge;
#ifndef UNCOUNTED
  byte edges;
#endif
  bool woken;
  byte parked
};

Place place[2];
bool listed; /* place 1 is in `others` */

/* The kernel. */
byte bytes;
bool registered;

#ifdef ABANDONS
bool locked; /* the lock of DescriptorWaiter */
bool known; /* registration == REGISTERED */
byte abandons = ABANDONS;
#endif
bool edge; /* in the ready list of epoll: edges not yet told are one */

/* Threads. */
bool permit[2];
bool asleep[2]; /* inside LockSupport.park */
bool interrupted[2];
byte inPlace[2];

bool closed;
byte spurious = 1; /* how often a park may return for nothing; without a limit it would hide every error */

/* Reads once who is parked there, then wakes that thread, which may have left by then. */
inline unpark(p) {
  sleeper = place[p].parked;
  if
  :: sleeper != NOBODY -> permit[sleeper] = true
  :: else
  fi;
  sleeper = NOBODY
}

#ifdef ABANDONS
inline register() {
  if
  :: known
  :: !known ->
     atomic { !locked -> locked = true };
     if
     :: !known -> atomic { registered = true; edge = (bytes > 0) }; known = true
     :: else
     fi;
     locked = false
  fi
}

/* leavePoller(). What the kernel has not told yet it forgets. */
inline abandon() {
  atomic { abandons > 0 && !locked -> abandons--; locked = true };
#ifdef ASKS_FIRST
  if
  :: place[READING].parked != NOBODY || place[1].parked != NOBODY
  :: else -> known = false; atomic { registered = false; edge = false }
  fi;
#else
  known = false;
  if
  :: place[READING].parked != NOBODY -> known = true
  :: else ->
     if
     :: place[1].parked != NOBODY -> known = true
     :: else -> atomic { registered = false; edge = false }
     fi
  fi;
#endif
  locked = false
}
#else
inline register() {
  atomic {
    if
    :: !registered -> registered = true; edge = (bytes > 0)
    :: else
    fi
  }
}
#endif

/* forget(): a look, then perhaps a write. A thread that knows how many edges there were says so later. */
inline forget(p, seen) {
  LOOK_AT_EDGES(p, seen);
  if
  :: place[p].knowledge != UNKNOWN -> place[p].knowledge = UNKNOWN
  :: else
  fi
}

inline drained(p, seen) {
#ifdef PLAIN_DRAINED
  place[p].knowledge = DRAINED;
#else
  atomic {
    if
#ifndef UNCOUNTED
    :: place[p].knowledge == UNKNOWN && place[p].edges == seen -> place[p].knowledge = DRAINED
#else
    :: place[p].knowledge == UNKNOWN -> place[p].knowledge = DRAINED
#endif
    :: else
    fi
  }
#endif
}

/* DescriptorWaiter.await on a virtual thread. */
inline await(me) {
  atomic {
    if
    :: !place[READING].taken -> place[READING].taken = true; p = READING
    :: else -> p = 1; place[1].taken = true; place[1].knowledge = UNKNOWN; place[1].woken = false;
       place[1].parked = NOBODY; listed = true
    fi;
    inPlace[p]++;
    assert(inPlace[p] == 1)
  }
  if
  :: closed -> skip
  :: else ->
#ifndef LOOKS_FIRST
    place[p].parked = me;
#endif
    register();
    do
    :: if
       :: atomic { place[p].woken -> place[p].woken = false }; break
       :: !place[p].woken
       fi;
       if
       :: atomic { place[p].knowledge == READY -> place[p].knowledge = UNKNOWN }; break
       :: place[p].knowledge != READY
       fi;
       if
       :: interrupted[me] -> break
       :: else
       fi;
       LOOK_AT_EDGES(p, seen);
       if
       :: place[p].knowledge == UNKNOWN ->
          if
          :: bytes > 0 || closed -> break
          :: else
          fi;
          drained(p, seen)
       :: else ->
#ifdef LOOKS_FIRST
          place[p].parked = me;
#endif
          asleep[me] = true;
end_asleep:
          if
          :: permit[me] -> skip
          :: atomic { spurious > 0 -> spurious-- }
          fi;
          atomic { permit[me] = false; asleep[me] = false }
       fi
    od
  fi;
  place[p].parked = NOBODY;
  atomic { /* what is of no use any more is set to nought, so that fewer states are told apart */
    inPlace[p]--;
    place[p].taken = false;
    if
    :: p == 1 -> listed = false; place[1].knowledge = UNKNOWN; place[1].woken = false
    :: else
    fi;
    p = 0;
    seen = 0
  }
}

/*
 * Reads in blocking mode until it has as much as it wants. One thread at a time does: the Gate. It takes
 * one byte, or asks for more than there is, and then knows that it has left nothing.
 */
proctype Reader(byte me) {
  byte p, seen;
  bool got, less;
  do
  :: closed || interrupted[me] -> break
  :: else ->
    forget(READING, seen);
    atomic {
      if
      :: bytes > 0 -> got = true; bytes--
      :: bytes > 0 -> got = true; less = true; bytes = 0
      :: bytes == 0
      fi
    }
    if
    :: !got || less -> drained(READING, seen)
    :: else
    fi;
    if
    :: got -> atomic { got = false; less = false; seen = 0 }; if :: true -> break :: true fi
    :: else -> await(me)
    fi
  od
}

/* Waits once, for the same, and transfers nothing. */
proctype Watcher(byte me) {
  byte p, seen;
  await(me)
}

proctype Peer() {
  byte sent;
  do
  :: sent < BYTES -> atomic { bytes++; sent++; edge = edge || registered }
  :: sent == BYTES -> break
  od
}

inline tell(p) {
  atomic { place[p].knowledge = READY; ONE_MORE_EDGE(p) };
  unpark(p)
}

/* The poller thread. The kernel tells an edge only if there is something to tell when it is fetched. */
proctype Poller() {
  bool ready;
  byte sleeper = NOBODY;
end:
  do
  :: atomic { edge -> edge = false; ready = (bytes > 0) }
     if
     :: ready ->
        tell(READING);
        if
        :: listed -> tell(1)
        :: else
        fi;
        ready = false
     :: else
     fi
#ifdef ABANDONS
  :: known && abandons > 0 -> abandon()
#endif
  od
}

inline wake(p) {
  place[p].woken = true;
  unpark(p)
}

/* Somebody wants waiting threads to look up, or closes the descriptor, or interrupts one of them. */
proctype Disturber() {
  byte sleeper = NOBODY;
  if
  :: wake(READING); if :: listed -> wake(1) :: else fi
  :: closed = true; wake(READING); if :: listed -> wake(1) :: else fi
  :: interrupted[0] = true; permit[0] = true
  :: skip
  fi
}

#define HAS_REASON(t, q) \
  (place[q].parked == t && (bytes > 0 || place[q].woken || closed || interrupted[t]))
#define SLEEPS_FOR_NOTHING(t) (asleep[t] && !permit[t] && (HAS_REASON(t, 0) || HAS_REASON(t, 1)))

/* When nothing moves any more, nobody is asleep who has a reason not to be. */
proctype Watchman() {
end:
  timeout;
  assert(!SLEEPS_FOR_NOTHING(0) && !SLEEPS_FOR_NOTHING(1))
}

ltl unparked {
  [] ((asleep[0] && HAS_REASON(0, 0)) -> <> (!asleep[0] || bytes == 0))
}

init {
  atomic {
    place[0].knowledge = UNKNOWN;
    place[1].knowledge = UNKNOWN;
    place[0].parked = NOBODY;
    place[1].parked = NOBODY;
#ifdef WATCHERS
    run Watcher(0);
    run Watcher(1);
#else
    run Reader(0);
#endif
#ifdef BESIDE
    run Watcher(1);
#endif
    run Peer();
    run Poller();
#ifndef UNDISTURBED
    run Disturber();
#endif
    run Watchman()
  }
}
