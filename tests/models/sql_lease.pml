/* The lease of one session in a table, with lock=row: three requests, one destroy, a clock and a network that loses messages.
 *
 * Server state is a row of usersync_sessions and a row of usersync_locks (docs/formats.md, "SQL schema"). Every step is one
 * statement of src/store/mysql/table.cpp in a transaction of its own, and therefore atomic; between two steps anything may
 * happen. Each client runs one session: acquire, read, write or release. Each may be killed.
 *
 *   W1  two requests never hold the session
 *   W2  a lease always ends
 *   W3  an accepted write replaces what its grant read, and never what a later destroy left
 *   W7  a write that is sent again is recognised, and applied once
 *
 * PLANT_<name> plants a fault that one of the assertions must find: tests/models/run tries each. GAP_<name> is what the code still
 * does although a rule forbids it:
 *   GAP_CONFLICT_AFTER_A_LOST_ANSWER  put_by_version() reports a conflict when it cannot take the lease again, without looking
 *                                whether its own earlier attempt was stored
 */
#ifndef LOSSES
#define LOSSES 1   /* messages that are lost, or whose answer is lost */
#endif
#ifndef KILLS
#define KILLS 1    /* requests that are killed */
#endif
#define N 3
#define FREE 0     /* no row, or one whose time has passed */

#define BIT(id) (1 << (id))
#define mine (me + 1)  /* the version that a client writes; the first record has version 1 */
#define TOMBSTONE 5    /* that of the tombstone */
#define read_record (seen != 0 && seen != TOMBSTONE)

mtype = { nothing, record, tombstone };

byte lease = FREE;     /* usersync_locks: the token whose time has not passed */
bool has_end = false;  /* its column expires */
mtype kind = record;   /* usersync_sessions; nothing: no row, or an expired one */
byte version = 1;      /* its column version; 0 where there is nothing */

/* what only the model knows */
byte holding = 0;      /* clients that were given the lease and have neither released nor lost it */
byte applied = 0;      /* clients whose version was stored */
byte destroys = 0;
bool lease_before_destroy = false;  /* the lease in force at the destroy has neither ended nor been renewed */
byte losses = 0, kills = 0, running = 0;

/* kTake, from MysqlStore::ask_for_lease() */
inline take(me) {
  if
#ifdef PLANT_TAKE_IGNORES_THE_HOLDER
  :: true ->
#else
  :: lease == FREE || lease == me ->
#endif
     assert((holding & ~BIT(me)) == 0);  /* W1 */
     if
     :: lease == FREE ->
        lease = me; holding = holding | BIT(me);
#ifndef PLANT_LEASE_WITHOUT_END
        has_end = true
#endif
     :: else -> lease = me
     fi;
     answer = 1
#ifndef PLANT_TAKE_IGNORES_THE_HOLDER
  :: else -> answer = 0
#endif
  fi
}

/* kRenew, from MysqlStore::still_mine(), which MysqlStore::renew() calls too */
inline renew(me) {
  if
  :: lease == me -> lease_before_destroy = false; answer = 1
  :: else -> answer = 0
  fi
}

/* kDrop, from MysqlStore::release() */
inline drop(me) {
  if
  :: lease == me -> lease = FREE; has_end = false; lease_before_destroy = false
  :: else
  fi;
  holding = holding & ~BIT(me)
}

inline apply(me) {
  assert(version == seen || version == 0);  /* W3, and W1: no update is lost */
  assert(epoch == destroys);                /* W3: no destroyed session comes back */
  assert((applied & BIT(me)) == 0);         /* W7 */
  applied = applied | BIT(me);
  kind = record; version = mine
}

/* kReplace, then kPut, both with the guard; force: MysqlStore::put_by_right(), otherwise put_by_version() */
inline put(me, force) {
  if
#ifdef PLANT_NO_GUARD
  :: false -> answer = 0
#else
  :: lease != me -> answer = 0
#endif
  :: else ->
     if
     :: version == seen && seen != 0 -> apply(me); answer = 1
     :: version != seen && force && kind == record -> apply(me); answer = 1
#ifdef PLANT_PUT_OVER_A_TOMBSTONE
     :: version != seen && force && kind == tombstone -> apply(me); answer = 1
#endif
     /* nothing is stored: only a grant that read no record may store one (Store::may_create(), asked by MysqlStore::put()) */
#ifdef PLANT_PUT_AFTER_THE_TOMBSTONE
     :: kind == nothing && (force || seen == 0) -> apply(me); answer = 1
#else
     :: kind == nothing && !read_record && (force || seen == 0) -> apply(me); answer = 1
#endif
     :: else -> answer = 0
     fi
  fi
}

/* kDestroyBegin ..., from MysqlStore::destroy() */
inline destroy() {
  destroys++;
  kind = tombstone; version = TOMBSTONE;
  lease_before_destroy = (lease != FREE)
}

/* A message to the server, and its answer: both arrive, or one of them is lost. A client may be killed instead of asking. The
 * clients are alike, so it is enough when the first ones lose a message, and one of them or another is killed. */
#define ASK(action) \
  answer = 0; \
  if \
  :: action; answered = true \
  :: losses < LOSSES && me <= LOSSES -> losses++; action; answered = false \
  :: losses < LOSSES && me <= LOSSES -> losses++; answered = false \
  :: kills < KILLS && me != 2 -> kills++; goto dead \
  fi
#define CLEAR answer = 0; answered = false  /* the answer has been used: fewer states */

proctype Client(byte me) {
  byte seen, epoch, answer;
  bool answered, again, held, taken;

  /* MysqlStore::take_lease(), wait_for_lease(): asked again and again */
asking:
  atomic {
    ASK(take(me));
    if
    :: answered && answer == 1 -> CLEAR; goto reading
    :: answered && answer == 0 -> CLEAR; goto asking
    :: answered && answer == 0 -> CLEAR; goto done  /* lock_wait is over */
    :: !answered && !again -> CLEAR; again = true; goto asking  /* MysqlLink::run(), once on a new connection */
    :: !answered && again -> CLEAR; goto done
    fi
  };

reading:  /* kSelect, in the packet of kTake */
  again = false; held = true;
  atomic {
    ASK(seen = version; epoch = destroys);
    if
    :: !answered -> CLEAR; goto asking
    :: else -> CLEAR
    fi
  };

  if
  :: true -> goto leave  /* unchanged */
  :: true
  fi;

writing:  /* MysqlStore::put_once() */
  if  /* still_mine(), which asks the server in the last quarter of the lease */
  :: !held -> goto by_version
  :: held -> goto checked
  :: held ->
     atomic {
       ASK(renew(me));
       if
       :: answered && answer == 1 -> CLEAR; goto checked
       :: answered && answer == 0 -> CLEAR; held = false; goto by_version
       :: else -> CLEAR; goto broken
       fi
     }
  fi;
checked:
#ifndef PLANT_RETRY_IS_NOT_RECOGNISED
  if
  :: again ->
     atomic {
       ASK(answer = (version == mine));
       if
       :: answered && answer == 1 -> CLEAR; goto leave
       :: answered && answer == 0 -> CLEAR
       :: else -> CLEAR; goto broken
       fi
     }
  :: else
  fi;
#endif
  atomic {  /* put_by_right() */
    ASK(put(me, true));
    if
    :: answered && answer == 1 -> CLEAR; goto leave
    :: answered && answer == 0 -> CLEAR; goto refused
    :: else -> CLEAR; goto broken
    fi
  };

by_version:  /* put_by_version(): the lease must be free, which taking it proves; the row comes in the same packet */
  atomic {
    ASK(take(me));
    if
    :: answered -> taken = (answer == 1); CLEAR
    :: else -> CLEAR; goto broken
    fi
  };
#ifdef GAP_CONFLICT_AFTER_A_LOST_ANSWER
  if
  :: taken
  :: else -> goto refused
  fi;
#endif
#ifndef PLANT_RETRY_IS_NOT_RECOGNISED
  if
  :: again ->
     atomic {
       ASK(answer = (version == mine));
       if
       :: answered && answer == 1 -> CLEAR; goto leave
       :: answered && answer == 0 -> CLEAR
       :: else -> CLEAR; goto broken
       fi
     }
  :: else
  fi;
#endif
  if
  :: taken -> taken = false
  :: else -> goto refused
  fi;
  atomic {
#ifdef PLANT_FORCE_BY_VERSION
    ASK(put(me, true));
#else
    ASK(put(me, false));
#endif
    if
    :: answered && answer == 1 -> CLEAR; goto leave
    :: answered && answer == 0 -> CLEAR; goto refused
    :: else -> CLEAR; goto broken
    fi
  };

broken:  /* MysqlLink::run(): once more, on a new connection; put_by_version() drops what it took before */
  if
  :: !again && held -> again = true; goto writing
  :: !again && !held -> again = true; atomic { ASK(drop(me)); CLEAR }; goto writing
  :: else -> goto leave
  fi;

refused:  /* W7: a reported conflict means that the stored version is not the own one */
  assert(version != mine);

leave:
  atomic { ASK(drop(me)); CLEAR };
done:
dead:
  atomic { running--; seen = 0; epoch = 0; answer = 0; answered = false; again = false; held = false; taken = false }
}

proctype Destroyer() {
  atomic { destroy(); running-- }
}

/* What ends by itself. */
proctype Clock() {
end:
  do
  :: atomic { lease != FREE && has_end -> lease = FREE; has_end = false; holding = 0; lease_before_destroy = false }
  /* A tombstone outlives every lease that was not renewed since: docs/architecture.md, "A record" */
  :: atomic { kind == tombstone && !lease_before_destroy -> kind = nothing; version = 0 }
  :: atomic { timeout && running == 0 -> assert(lease == FREE); break }  /* W2 */
  od
}

init {
  atomic {
    running = N + 1;
    run Client(1); run Client(2); run Client(3); run Destroyer(); run Clock()
  }
}
