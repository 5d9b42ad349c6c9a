"""Proves that checker.py finds violations that were planted in histories made by hand, and accepts correct histories."""
import json
import sys

import checker


class History:
    """Operations one after the other, 10 time units each, unless `start` and `end` are given."""

    def __init__(self):
        self.lines, self.now = [], 0

    def op(self, number, kind, seen, outcome="ok", start=None, end=None, session="a", **more):
        start = self.now if start is None else start
        self.lines.append({"phase": "start", "number": number, "process": 1, "kind": kind, "id": session, "time": start})
        if outcome != "killed":
            end = start + 5 if end is None else end
            self.lines.append({"phase": "end", "number": number, "outcome": outcome, "seen": seen, "time": end} | more)
        self.now += 10
        return self

    def broken(self, mode="exclusive"):
        operations, _ = checker.load(json.dumps(line) for line in self.lines)
        return checker.check(operations, mode)


def start():
    return History().op(1, "append", []).op(2, "append", [1])


GOOD = {
    "writes one after the other": lambda: start().op(3, "read", [1, 2]),
    "a killed write that happened": lambda: start().op(3, "append", None, "killed").op(4, "read", [1, 2, 3]).op(5, "append", [1, 2, 3]),
    "a killed write that did not happen": lambda: start().op(3, "append", None, "killed").op(4, "read", [1, 2]),
    "a refused write that nobody reads": lambda: start().op(3, "append", [1, 2], "refused").op(4, "read", [1, 2]),
    "a destroy, and a new session": lambda: start().op(3, "destroy", [1, 2]).op(4, "append", []).op(5, "read", [4]),
    "a destroy that was killed and happened": lambda: start().op(3, "destroy", None, "killed").op(4, "append", []).op(5, "read", [4]),
    "a destroy that was killed and did not happen": lambda: start().op(3, "destroy", None, "killed").op(4, "read", [1, 2]),
    "a reader beside a writer sees either state": lambda: start().op(3, "append", [1, 2], start=20, end=60)
        .op(4, "read", [1, 2], start=30, end=35).op(5, "read", [1, 2, 3], start=40, end=70),
    "a regenerated session": lambda: start().op(3, "regenerate", [1, 2], copy=[1, 2, 3]).op(4, "read", []),
    "an unanswered write that the server carries out late": lambda: start().op(3, "append", [1, 2], "unknown")
        .op(4, "read", [1, 2]).op(5, "read", [1, 2, 3]),
    "sessions do not share": lambda: start().op(3, "append", [], session="b").op(4, "read", [3], session="b").op(5, "read", [1, 2]),
}
BAD = {
    "a lost update: two writers saw the same": lambda: start().op(3, "append", [1, 2]).op(4, "append", [1, 2]),
    "an acknowledged write is missing from a read": lambda: start().op(3, "append", [1, 2]).op(4, "read", [1, 2]),
    "all acknowledged writes are gone without a destroy": lambda: start().op(3, "read", []),
    "another session's beginning without a destroy": lambda: start().op(3, "append", []).op(4, "read", [3]),
    "two reads disagree about the order": lambda: start().op(3, "append", None, "killed").op(4, "append", None, "killed")
        .op(5, "read", [1, 2, 3, 4]).op(6, "read", [1, 2, 4, 3]),
    "a destroyed session is read": lambda: start().op(3, "destroy", [1, 2]).op(4, "read", [1, 2]),
    "a destroyed session is written again by one who had read it": lambda: start().op(3, "append", [1, 2], start=20, end=80)
        .op(4, "destroy", [1, 2], start=30, end=40).op(5, "read", [1, 2, 3], start=90, end=95),
    "an older session comes back after a newer one": lambda: start().op(3, "destroy", None, "killed").op(4, "append", [])
        .op(5, "read", [4]).op(6, "read", [1, 2]),
    "a refused write is read": lambda: start().op(3, "append", [1, 2], "refused").op(4, "read", [1, 2, 3]),
    "an aborted write is read": lambda: start().op(3, "abort", [1, 2]).op(4, "read", [1, 2, 3]),
    "a number that nobody wrote": lambda: start().op(3, "read", [1, 2, 9]),
    "a number from the future": lambda: start().op(3, "read", [1, 2, 4]).op(4, "append", [1, 2, 4]),
    "a number of another session": lambda: start().op(3, "append", [], session="b").op(4, "read", [1, 2, 3]),
    "a number twice": lambda: start().op(3, "read", [1, 2, 2]),
    "a read goes back behind another read": lambda: start().op(3, "append", None, "killed").op(4, "read", [1, 2, 3]).op(5, "read", [1, 2]),
    "a regenerated session lost its write": lambda: start().op(3, "regenerate", [1, 2], copy=[1, 2]),
    "the id before regeneration still holds data": lambda: start().op(3, "regenerate", [1, 2], copy=[1, 2, 3]).op(4, "read", [1, 2]),
}
UNLOCKED_GOOD = {
    "the last write wins": lambda: start().op(3, "append", [1, 2], start=20, end=60).op(4, "append", [1, 2], start=30, end=40)
        .op(5, "read", [1, 2, 3], start=70, end=75),
    "a destroy that was overtaken": lambda: start().op(3, "append", [1, 2], "refused", start=20, end=80)
        .op(4, "destroy", [1, 2], start=30, end=40).op(5, "read", [], start=90, end=95),
}
UNLOCKED_BAD = {
    "a write that was overwritten is read again": lambda: start().op(3, "append", [1, 2]).op(4, "append", [1, 2, 3]).op(5, "read", [1, 2, 3]),
    "a mixture that nobody wrote": lambda: start().op(3, "append", [1, 2], start=20, end=60).op(4, "append", [1, 2], start=30, end=65)
        .op(5, "read", [1, 2, 3, 4], start=70, end=75),
    "a destroyed session is written again by one who had read it": BAD["a destroyed session is written again by one who had read it"],
    "a destroyed session is written over a new one": lambda: start().op(3, "append", [1, 2], start=20, end=80)
        .op(4, "destroy", [1, 2], start=30, end=40).op(5, "append", [], start=50, end=60).op(6, "read", [1, 2, 3], start=90, end=95),
    "an aborted write is read": BAD["an aborted write is read"],
}


def main():
    wrong = 0
    for mode, cases, planted in (("exclusive", GOOD, False), ("exclusive", BAD, True), ("none", UNLOCKED_GOOD, False), ("none", UNLOCKED_BAD, True)):
        for name, make in cases.items():
            broken = make().broken(mode)
            if bool(broken) != planted:
                wrong += 1
                print(f"{mode}, {name}: " + ("not found" if planted else f"refused: {broken}"))
    print(f"{len(GOOD) + len(UNLOCKED_GOOD)} correct histories, {len(BAD) + len(UNLOCKED_BAD)} with a planted violation, {wrong} wrong results")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
