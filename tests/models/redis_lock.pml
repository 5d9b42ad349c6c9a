/* The lock of one session in Redis: three requests, one destroy, a clock and a network that loses messages.
 *
 * Server state is what src/store/redis/script.cpp keeps under the keys of docs/formats.md, "Redis keys". Every step of the
 * server is one script or command and therefore atomic; between two steps anything may happen. A version is a number that
 * is used once. Each client runs one session: acquire, read, perhaps renew, write or release. Each may be killed.
 *
 *   W1  two requests never hold the session; a waiter is woken without waiting for its timeout
 *   W2  a lock always ends
 *   W3  an accepted write replaces what its grant read, and never what a later destroy left
 *   W7  a write that is sent again is recognised, and applied once
 *
 * PLANT_<name> plants a fault that one of the assertions must find: tests/models/run tries each.
 */
#ifndef LOSSES
#define LOSSES 1   /* messages that are lost, or whose answer is lost */
#endif
#ifndef KILLS
#define KILLS 1    /* requests that are killed */
#endif
#define N 3
#define FREE 0     /* no key :l */
#define PASSING 4  /* "-": on its way to a waiter */

#define BIT(id) (1 << (id))
#define mine (me + 1)  /* the version that a client writes; the first record has version 1 */
#define TOMBSTONE 5    /* that of the tombstone */

mtype = { nothing, record, tombstone };

/* the keys of the session */
byte lock = FREE;           /* :l, the token in it; one token a client */
bool marked = false;        /* :l, "!" behind the token: destroyed under its holder */
bool has_ttl = false;       /* :l has a time to live */
byte queue = 0;             /* :q, a bit for each token */
bool element = false;       /* :w holds an element */
chan blocked = [N] of { byte };  /* clients in BLPOP on :w, in their order */
bool served[N + 1];
mtype kind = record;        /* :d */
byte version = 1;           /* :d, its version; 0: no key */

/* what only the model knows */
byte holding = 0;           /* clients that were given the lock and have neither released nor lost it */
byte destroys = 0;
bool lease_before_destroy = false;  /* the lease in force at the destroy has neither ended nor been renewed */
bool disturbed = false;     /* a message was lost, a client killed, or a time ran out: a waiter may then have to time out */
byte losses = 0, kills = 0, running = 0;
byte gone = 0;              /* clients that will not come back */
byte cut = 0;               /* clients whose connection, which the lock names, has ended */

/* pass_on() of every script that gives the lock up */
inline lock_free() { lock = FREE; marked = false; has_ttl = false; lease_before_destroy = false }

inline serve() {  /* Redis gives the element to who has been blocked the longest */
  if
  :: nempty(blocked) -> blocked ? who; served[who] = true; who = 0; element = false
  :: empty(blocked)
  fi
}

inline pass_on() {
  lease_before_destroy = false;
#ifdef PLANT_NO_HAND_OFF
  lock_free()
#else
  if
  :: queue != 0 ->
     lock = PASSING; marked = false; has_ttl = true;
     element = true;
     serve()
  :: else -> lock_free()
  fi
#endif
}

inline take(me) {
  assert((holding & ~BIT(me) & ~cut) == 0);  /* W1; a lock ends with its holder's connection */
  holding = 0;
  lock = me; marked = false; has_ttl = true; holding = holding | BIT(me)
}

/* RedisStore::acquire(): SET :l token NX PX lease */
inline set_nx(me) {
  if
  :: lock == FREE -> take(me); answer = 0
  :: else -> answer = 1
  fi
}

/* kClaim, from RedisStore::ask_turn(); after: behind a BLPOP */
inline claim(me, after) {
  if
#ifdef PLANT_CLAIM_TAKES_A_HELD_LOCK
  :: true ->
#else
  /* a holder whose connection is gone is replaced: holder.cpp; tokens are never used again, so the value found dead is the lock's */
  :: lock == FREE || lock == me || (lock == PASSING && (after || element)) || (lock != PASSING && (cut & BIT(lock)) != 0) ->
#endif
     queue = queue & ~BIT(me); element = false; lease_before_destroy = false;
     take(me); answer = 0
  :: else -> queue = queue | BIT(me); answer = 1
  fi
}

/* kRelease, from RedisStore::leave_queue() */
inline release(me) {
  if
  :: lock == me && !marked && queue == 0 -> lock_free()
  :: else ->
     queue = queue & ~BIT(me);
     if
     :: lock == me -> pass_on()
     :: else
     fi
  fi;
  holding = holding & ~BIT(me)
}

inline apply(me) {
  assert(version == seen || version == 0);  /* W3, and W1: no update is lost */
  assert(epoch == destroys);                /* W3: no destroyed session comes back */
  kind = record; version = mine
}

/* FENCE of script.cpp for an exclusive grant */
#define DESTROYED (lock == me && marked)
#ifdef PLANT_FREE_LOCK_IS_ENOUGH
#define FENCE (kind != tombstone && !DESTROYED && (lock == me || lock == FREE))
#else
#ifdef PLANT_THE_MARK_IS_IGNORED
#define FENCE ((version == seen || kind != tombstone) && (lock == me || (lock == FREE && version == seen)))
#else
#define FENCE (((kind == nothing && !DESTROYED) || (kind != nothing && (version == seen || (!DESTROYED && kind != tombstone)))) && \
               (lock == me || (lock == FREE && version == seen)))
#endif
#endif

/* kCommit with "xr", from RedisStore::write(After::release) */
inline commit(me) {
  if
  :: lock == me && !marked && queue == 0 ->
     apply(me); lock_free(); holding = holding & ~BIT(me); answer = 1
  :: else ->
     if
#ifndef PLANT_RETRY_IS_NOT_RECOGNISED
     :: version == mine ->  /* an earlier attempt arrived, and its answer was lost */
        answer = 1;
        if
        :: lock == me -> pass_on(); holding = holding & ~BIT(me)
        :: else
        fi
#endif
     :: version != mine && FENCE ->
        apply(me); answer = 2;
        if
        :: lock == me -> pass_on(); holding = holding & ~BIT(me)
        :: else
        fi
     :: else -> answer = 0
     fi
  fi
}

/* kRenew, from RedisStore::renew() */
inline renew(me) {
  if
#ifdef PLANT_THE_MARK_IS_IGNORED
  :: lock == me -> has_ttl = true; lease_before_destroy = false; answer = 1
#else
  :: lock == me && (!marked || (version == seen && seen != 0)) -> has_ttl = true; lease_before_destroy = false; answer = 1
#endif
  :: lock == FREE && version == seen -> take(me); answer = 1
  :: else -> answer = 0
  fi
}

/* kDestroy, from RedisStore::destroy() */
inline destroy() {
  destroys++;
  kind = tombstone; version = TOMBSTONE;
  if
  :: lock != FREE && lock != PASSING && !marked ->
#ifndef PLANT_DESTROY_LEAVES_NO_MARK
     marked = true;
#endif
#ifdef PLANT_MARK_WITHOUT_KEEPTTL
     has_ttl = false;
#endif
     lease_before_destroy = true
  :: else
  fi
}

/* A message to the server, and its answer: both arrive, or one of them is lost. A client may be killed instead of asking. The
 * clients are alike, so it is enough when the first ones lose a message, and one of them or another is killed. */
#define ASK(action) \
  atomic { \
    answer = 0; \
    if \
    :: action; answered = true \
    :: losses < LOSSES && me <= LOSSES -> losses++; disturbed = true; cut = cut | BIT(me); action; answered = false \
    :: losses < LOSSES && me <= LOSSES -> losses++; disturbed = true; cut = cut | BIT(me); answered = false \
    :: kills < KILLS && me != 2 -> kills++; disturbed = true; cut = cut | BIT(me); goto dead \
    fi \
  }

proctype Client(byte me) {
  byte seen, epoch, answer, who;
  bool answered, waited;

  /* RedisStore::acquire(); RedisLink::run() repeats a step once on a new connection */
  ASK(set_nx(me));
  if
  :: !answered -> ASK(set_nx(me)); if :: !answered -> goto leave :: else fi
  :: else
  fi;
  if
  :: answer == 0 -> goto reading
  :: else
  fi;

  /* RedisStore::wait_for_turn(): the first step only asks, and enters the queue */
asking:
  ASK(claim(me, false));
  if
  :: !answered -> ASK(claim(me, false)); if :: !answered -> goto leave :: else fi
  :: else
  fi;
  if
  :: answer == 0 -> goto reading
  :: else
  fi;
blocking:
  atomic {  /* BLPOP :w */
    served[me] = false;
    if
    :: element -> element = false; served[me] = true
    :: else -> blocked ! me
    fi
  };
  if
  :: atomic { served[me] -> served[me] = false }
  :: atomic { timeout -> assert(disturbed || lock != FREE);  /* W1: a waiter is woken */
       blocked ?? eval(me) }
  :: atomic { losses < LOSSES && me <= LOSSES && !served[me] -> losses++; disturbed = true; blocked ?? eval(me); goto asking }  /* the connection is cut */
  :: atomic { kills < KILLS && me != 2 && !served[me] -> kills++; disturbed = true; blocked ?? eval(me); goto dead }
  fi;
  ASK(claim(me, true));  /* in the same pipeline */
  if
  :: !answered -> goto asking
  :: answered && answer == 0 -> goto reading
  :: answered && answer != 0 && waited -> goto leave  /* lock_wait is over */
  :: answered && answer != 0 -> waited = true; goto blocking
  fi;

reading:  /* PTTL and GET, behind the lock in its pipeline */
  ASK(seen = version; epoch = destroys);
  if
  :: !answered -> goto leave
  :: else
  fi;

  if  /* usersync_session_renew() */
  :: true
  :: ASK(renew(me));
     if
     :: answered && answer == 0 -> goto done
     :: else
     fi
  fi;

  if
  :: true -> goto leave  /* unchanged */
  :: true
  fi;
  ASK(commit(me));
  if
  :: !answered -> ASK(commit(me))
  :: else
  fi;
  /* W7: a reported conflict means that the stored version is not the own one */
  if
  :: atomic { answered -> assert(answer != 0 || version != mine) }
  :: !answered
  fi;
  goto done;

leave:  /* not waited for */
  ASK(release(me));
done:
dead:
  atomic { gone = gone | BIT(me); running--; seen = 0; epoch = 0; answer = 0; answered = false; waited = false }
}

proctype Destroyer() {
  atomic { destroy(); running-- }
}

/* What ends by itself. */
proctype Clock() {
  byte id;
end:
  do
  :: atomic { lock != FREE && has_ttl -> disturbed = true; holding = 0; lock_free() }     /* the lease, and the 500 ms of "-" */
  :: atomic { element -> disturbed = true; element = false }
  :: atomic { (queue & gone) != 0 -> queue = queue & ~gone }                              /* a place in the queue */
  /* A tombstone outlives every lease that was not renewed since: docs/architecture.md, "A record" */
  :: atomic { kind == tombstone && !lease_before_destroy -> kind = nothing; version = 0 }
  :: atomic { timeout && running == 0 -> assert(lock == FREE); break }                    /* W2 */
  od
}

init {
  atomic {
    running = N + 1;
    run Client(1); run Client(2); run Client(3); run Destroyer(); run Clock()
  }
}
