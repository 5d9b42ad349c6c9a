"""Says whether some order of the operations explains a recorded history of sessions.

A history is a list of operations. Each is a whole session: it saw a list of numbers, and a writer appended its own number to
what it saw. So a read names every write before it, and no search is needed (as in Elle's list-append):

  state      what an operation saw, and what a writer left: what it saw plus its number
  life       all states that begin with the same number: from the first write after a destroy to the next destroy

Exclusive mode promises that operations happen one after the other, in an order that agrees with real time. Unlocked mode
promises less: the last write wins, but a destroyed session does not come back. Both promise that what was refused or aborted
is never read, and that nothing is read that nobody wrote.

An operation without an end (its process was killed) or with the outcome "unknown" may have happened or not: it has an effect
exactly if its number is ever read.
"""
import bisect
import collections
import json

WRITERS = {"append", "long", "regenerate"}
INFINITY = float("inf")


class Operation:
    def __init__(self, line):
        self.number, self.process, self.kind, self.id = line["number"], line["process"], line["kind"], line["id"]
        self.start, self.end = line["time"], INFINITY
        self.outcome, self.seen, self.copy = "unknown", None, None

    def finish(self, line):
        self.end, self.outcome = line["time"], line["outcome"]
        self.seen = None if line["seen"] is None else tuple(line["seen"])
        self.copy = tuple(line["copy"]) if line.get("copy") is not None else None

    @property
    def effect_end(self):
        """The end of the time in which its effect may set in: a server may carry out late what was sent to it."""
        return INFINITY if self.outcome == "unknown" else self.end

    @property
    def wrote(self):
        """The state that an acknowledged writer left, else None. A regenerated session leaves its id empty."""
        if self.outcome == "ok" and self.kind in WRITERS - {"regenerate"}:
            return self.seen + (self.number,)
        return None

    @property
    def destroys(self):
        return self.kind in ("destroy", "regenerate") and self.outcome in ("ok", "unknown", "refused")

    def __str__(self):
        return f"{self.kind} {self.number} of {self.id} ({self.outcome})"


def load(lines):
    """The operations and the other lines (header, faults) of a recording. A last line that was cut short is dropped."""
    operations, others = {}, []
    for text in lines:
        try:
            line = json.loads(text)
        except json.JSONDecodeError:
            continue
        if line.get("phase") == "start":
            operations[line["number"]] = Operation(line)
        elif line.get("phase") == "end":
            operations[line["number"]].finish(line)
        else:
            others.append(line)
    return list(operations.values()), others


def check(operations, mode):
    """Every broken promise, as sentences; an empty list when the history is explained. `mode`: exclusive or none."""
    writers = {each.number: each for each in operations if each.kind in WRITERS}
    broken = check_numbers(operations, writers)
    by_id = collections.defaultdict(list)
    for each in operations:
        by_id[each.id].append(each)
    for each in by_id.values():
        broken += check_destroyed(each, writers)
        broken += check_exclusive(each) if mode == "exclusive" else check_unlocked(each, writers)
    return broken


def check_numbers(operations, writers):
    """What is read was written, once, by a writer whose write was not refused."""
    broken = []
    for each in operations:
        for number in each.seen or ():
            writer = writers.get(number)
            if writer is None:
                broken.append(f"{each} read {number}, which was aborted or never written")
            elif writer.outcome in ("refused", "not started"):
                broken.append(f"{each} read the refused write of {writer}")
            elif writer.id != each.id:
                broken.append(f"{each} read the write of another session, {writer}")
            elif writer.start > each.end:
                broken.append(f"{each} read {writer}, which began later")
        if each.outcome == "ok" and each.copy is not None and each.copy != each.seen + (each.number,):
            broken.append(f"{each} saw {each.seen}, and under its new id {each.copy}")
        if len(set(each.seen or ())) != len(each.seen or ()):
            broken.append(f"{each} read a number twice: {each.seen}")
    return broken


def check_destroyed(operations, writers):
    """Nothing written before a destroy is read after it."""
    broken = []
    destroyed = sorted((each.end, each.start, each) for each in operations if each.destroys and each.outcome == "ok")
    ends = [end for end, _, _ in destroyed]
    latest, last = [], None  # of all that ended by then: the one that began last
    for _, start, each in destroyed:
        if last is None or start > last.start:
            last = each
        latest.append(last)
    for each in operations:
        at = bisect.bisect_left(ends, each.start)
        if not each.seen or at == 0:
            continue
        destroy = latest[at - 1]
        for number in each.seen:
            if number in writers and writers[number].effect_end < destroy.start:
                broken.append(f"{each} read {writers[number]}, which {destroy} had destroyed before")
                break
    return broken


def check_exclusive(operations):
    """One order of all operations, which agrees with real time."""
    broken, longest = [], {}
    for each in operations:
        for state in (each.seen, each.wrote):
            if state:
                known = longest.setdefault(state[0], state)
                short, long = sorted((known, state), key=len)
                if long[: len(short)] != short:
                    broken.append(f"{each}: {state} and {known} are no states of one order: a write was lost")
                longest[state[0]] = long
    return broken + check_real_time(operations) + check_lives(operations)


def check_real_time(operations):
    """Who starts after an operation has ended sees at least what that one left, unless a destroy came between."""
    broken = []
    destroys = [each for each in operations if each.destroys]
    farthest = {}  # of each life: (length, operation) that ended last with the most
    current = None  # the operation that ended last with a state
    queue = sorted([(each.start, 1, each) for each in operations if each.seen is not None] +
                   [(each.end, 0, each) for each in operations if each.end < INFINITY], key=lambda entry: entry[:2])
    for _, is_start, each in queue:
        if not is_start:
            left = each.wrote or each.seen
            if left and (left[0] not in farthest or len(left) > farthest[left[0]][0]):
                farthest[left[0]] = (len(left), each)
            if left and each.outcome == "ok" and not each.destroys:
                current = each if current is None or each.start > current.start else current
            continue
        if each.seen and each.seen[0] in farthest and len(each.seen) < farthest[each.seen[0]][0]:
            broken.append(f"{each} missed what {farthest[each.seen[0]][1]} had seen or written before it started")
        if current is None:
            continue
        life = (current.wrote or current.seen)[0]
        if (not each.seen or each.seen[0] != life) and not any(
                d.effect_end > current.start and d.start < each.end for d in destroys if d is not each):
            broken.append(f"{each} saw {each.seen}, but {current} was there before and nobody destroyed it")
    return broken


def check_lives(operations):
    """Lives come one after the other: one that another has followed is not seen again."""
    first_end, last_start, example = {}, {}, {}
    for each in operations:
        for state in (each.seen, each.wrote):
            if state:
                life = state[0]
                first_end[life] = min(first_end.get(life, INFINITY), each.end)
                if each.start >= last_start.get(life, -1):
                    last_start[life], example[life] = each.start, each
    lives, broken = list(first_end), []
    for i, one in enumerate(lives):
        for other in lives[i + 1:]:
            if first_end[one] < last_start[other] and first_end[other] < last_start[one]:
                broken.append(f"the sessions that began with {one} and with {other} were both seen after the other: {example[one]}, {example[other]}")
    return broken


def check_unlocked(operations, writers):
    """The last write wins: a read gives a whole state that somebody wrote, and none older than an acknowledged one."""
    broken = []
    states = {each.seen + (each.number,) for each in operations if each.kind in WRITERS and each.seen is not None}
    unanswered = {each.number for each in operations if each.kind in WRITERS and each.seen is None}
    acknowledged = sorted((each.end, each.start, each) for each in operations if each.wrote)
    ends = [end for end, _, _ in acknowledged]
    latest, last = [], None
    for _, start, each in acknowledged:
        if last is None or start > last.start:
            last = each
        latest.append(last)
    for each in operations:
        if not each.seen:
            continue
        if each.seen not in states and each.seen[-1] not in unanswered:
            broken.append(f"{each} read {each.seen}, which nobody wrote as a whole")
        at = bisect.bisect_left(ends, each.start)
        writer = writers.get(each.seen[-1])
        if at > 0 and writer is not None and writer.effect_end < latest[at - 1].start:
            broken.append(f"{each} read {writer}, over which {latest[at - 1]} had written")
    return broken
