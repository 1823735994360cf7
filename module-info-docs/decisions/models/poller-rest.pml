/*
 * When the readiness poller rests and is started again: ReadinessPoller add, remove, run, rests. Decision
 * 012 says what is left out.
 *
 * Macros, given with -D:
 *
 *   LOOKS_FIRST     mutation: the poller looks whether somebody is counted before it says that it rests
 *   NO_NUDGE        mutation: who ends the last registration does not say so
 */

#define USERS 2
#define TIMES 2

mtype = { RESTING, RUNNING };

mtype state = RESTING;
byte registrations;
bool locked; /* the monitor of the poller */
bool carrier;
bool nudge;
byte pollers; /* threads in run() */
bool forGood; /* in a wait without limit */

inline lock() {
  atomic { !locked -> locked = true }
}

inline unlock() {
  locked = false
}

proctype User() {
  byte times;
  bool last;
  do
  :: times < TIMES ->
     times++;
     /* add */
     registrations++;
     if
     :: state == RESTING ->
        lock();
        if
        :: state == RESTING ->
           assert(!carrier);
           carrier = true;
           run Poller();
           state = RUNNING
        :: else
        fi;
        unlock()
     :: else
     fi;
     /* remove, or never */
     if
     :: true -> break
     :: true
     fi;
     atomic { registrations--; last = (registrations == 0) }
     if
#ifndef NO_NUDGE
     :: last && state == RUNNING -> nudge = true
#endif
     :: else
     fi
  :: else -> break
  od
}

proctype Poller() {
  bool idle, timeUp;
  pollers++;
  assert(pollers == 1);
  do
  :: idle = (registrations == 0);
     timeUp = false;
     if
     :: idle ->
        if
        :: nudge -> nudge = false
        :: timeUp = true
        fi
     :: else ->
        forGood = true;
end_waiting:
        atomic { nudge -> nudge = false; forGood = false }
     fi;
     if
     :: timeUp ->
        lock();
#ifdef LOOKS_FIRST
        if
        :: registrations > 0 -> unlock()
        :: else ->
           state = RESTING;
#else
        state = RESTING;
        if
        :: registrations > 0 -> state = RUNNING; unlock()
        :: else ->
#endif
           carrier = false;
           pollers--; /* from here on it touches nothing but the lock */
           unlock();
           break
        fi
     :: else
     fi
  od
}

/* When nothing moves any more, whoever is registered is polled for, and a carrier is kept for nobody else. */
proctype Watchman() {
end:
  timeout;
  assert(registrations == 0 || (pollers == 1 && forGood && state == RUNNING && carrier));
  assert(registrations > 0 || (pollers == 0 && state == RESTING && !carrier))
}

/* Needs weak fairness. */
ltl served { [] (registrations > 0 -> <> (pollers == 1 || registrations == 0)) }

init {
  atomic {
    run User();
    run User();
    run Watchman()
  }
}
