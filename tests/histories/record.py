"""Records a history of sessions: starts a store, some PHP processes on it, and faults; then checks the recording.

usage: record.py --module usersync.so --store NAME [--seed S] [--seconds N] [--processes N] [--out FILE]

Stores: sqlite, redis, mysql; with "-none" behind it, the same without locks. The seed fixes operations, faults and their
times, not how the processes interleave: the recording is the evidence, and checker.py can check it again.
Exit status 1: a promise was broken, or a kind of fault never hit an open session.
"""
import argparse
import collections
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import checker

HERE = pathlib.Path(__file__).resolve().parent
IDS = "history-a,history-b,history-c"
LOCK_TTL = 1  # seconds
LEASE = 10  # seconds: how long a lock that only time can free outlives its process, with this LOCK_TTL and no time limit
TIMEOUT = 1  # seconds: what a server may take for one answer
PAUSE = 400  # ms: the longest pause in an open session


class Server:
    """A database server of this recording, on a private socket. Stopped by its process id."""

    def __init__(self, place, command, probe):
        self.place, self.command, self.probe = place, command, probe
        self.start()

    def start(self):
        with open(self.place / "log", "ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        for _ in range(600):
            if subprocess.run(self.probe, capture_output=True).returncode == 0:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        sys.exit(f"{self.command[0]} did not start:\n" + (self.place / "log").read_text()[-2000:])

    def kill(self):
        self.process.kill()
        self.process.wait()


def start_redis(place):
    socket = place / "redis.sock"
    command = ["redis-server", "--port", "0", "--unixsocket", socket, "--dir", place, "--save", "",
               "--appendonly", "yes", "--appendfsync", "always"]
    return Server(place, command, ["redis-cli", "-s", socket, "ping"]), f"redis+unix://{socket}"


def start_mysql(place):
    user, socket = subprocess.check_output(["id", "-un"], text=True).strip(), place / "mysql.sock"
    program = shutil.which("mariadbd") or "/usr/sbin/mariadbd"
    with open(place / "log", "ab") as log:
        subprocess.run(["mariadb-install-db", "--no-defaults", f"--user={user}", f"--datadir={place}/data", "--skip-test-db",
                        "--auth-root-authentication-method=normal"], check=True, stdout=log, stderr=log)
    client = ["mariadb", "--no-defaults", "-u", "root", "-S", socket, "-e"]
    server = Server(place, [program, "--no-defaults", f"--user={user}", f"--datadir={place}/data", f"--socket={socket}",
                            "--skip-networking", "--skip-log-bin", "--innodb-buffer-pool-size=64M",
                            "--innodb-flush-log-at-trx-commit=1", "--max-connections=200"], [*client, "SELECT 1"])
    subprocess.run([*client, "CREATE DATABASE history"], check=True)
    return server, f"mysql+unix://{socket}?database=history&user=root"


def start_store(name, place):
    if name == "redis":
        return start_redis(place)
    if name == "mysql":
        return start_mysql(place)
    return None, f"sqlite:{place}"


class Workers:
    """The PHP processes. One that was killed is replaced by one with a number of its own."""

    def __init__(self, options, settings, file, seconds):
        self.options, self.settings, self.file, self.until = options, settings, file, time.monotonic() + seconds
        self.living, self.next = {}, 1
        for _ in range(options.processes):
            self.add()

    def add(self):
        number, self.next = self.next, self.next + 1
        seconds = max(0.1, self.until - time.monotonic())
        command = [self.options.php, "-n", "-d", f"extension={self.options.module}"]
        for setting, value in self.settings.items():
            command += ["-d", f'{setting}="{value}"']
        command += [HERE / "worker.php", str(number), str(self.options.seed * 1000 + number), self.file, f"{seconds:.3f}",
                    str(PAUSE), IDS]
        self.living[number] = subprocess.Popen(command, stdin=subprocess.DEVNULL)

    def kill(self, number):
        process = self.living.pop(number)
        process.kill()
        process.wait()

    def finish(self):
        failed = 0
        for process in self.living.values():
            process.send_signal(signal.SIGCONT)
        for process in self.living.values():
            try:
                failed += process.wait(timeout=60) != 0
            except subprocess.TimeoutExpired:
                process.kill()
                failed += 1
        return failed


class Nemesis:
    """Faults at times that the seed fixes. Each is noted with the process it hit; none: the server, so all of them.

    stop: for less than a lock's lease. outlast: for longer, so that the lock may be another's when the process wakes up.
    """

    def __init__(self, seed, workers, server, file, note):
        self.random, self.workers, self.server, self.note = random.Random(seed), workers, server, note
        self.faults = {"outlast": 1, "stop": 4, "kill": 4} | ({"freeze": 2, "restart": 1} if server else {})
        self.first = list(self.faults)  # each kind once, then at random
        self.file, self.unread, self.open = open(file, "rb"), b"", {}  # of each process: the number of its open operation
        self.waking = []  # (time, function, process)

    def look(self):
        """Which processes are in an operation, as the recording says."""
        lines = (self.unread + self.file.read()).split(b"\n")
        self.unread = lines.pop()
        for line in map(json.loads, lines):
            if line.get("phase") == "start":
                self.open[line["process"]] = line["number"]
            elif line.get("phase") == "end":
                self.open = {process: number for process, number in self.open.items() if number != line["number"]}
        return [number for number in sorted(self.workers.living) if number in self.open]

    def run(self, until):
        following = time.monotonic() + 0.5
        while time.monotonic() < until:
            now = time.monotonic()
            for entry in [each for each in self.waking if each[0] <= now]:
                self.waking.remove(entry)
                entry[1]()
            if now >= following:
                following = now + self.random.uniform(0.2, 1.0)
                kinds = list(self.faults)
                kind = self.random.choices(kinds, [self.faults[each] for each in kinds])[0]
                self.strike(self.first.pop(0) if self.first else kind)
            time.sleep(0.01)
        for entry in self.waking:
            entry[1]()

    def strike(self, kind):
        length = self.random.uniform(0.05, 2.0 * TIMEOUT)
        if kind in ("freeze", "restart"):
            self.note(kind, None)
            if kind == "freeze":
                self.server.process.send_signal(signal.SIGSTOP)
                time.sleep(length)
                self.server.process.send_signal(signal.SIGCONT)
            else:
                self.server.kill()
                self.server.start()
            return
        chosen = self.random.random()
        for _ in range(200):  # aims at a process that is in an operation, and still is when it has stopped
            stopped = {entry[2] for entry in self.waking}
            candidates = [each for each in self.look() if each not in stopped] or sorted(self.workers.living)
            number = candidates[int(chosen * len(candidates))]
            process = self.workers.living[number]
            process.send_signal(signal.SIGSTOP)
            if number in self.look():
                break
            process.send_signal(signal.SIGCONT)
        self.note(kind, number)
        if kind == "kill":
            self.workers.kill(number)
            self.workers.add()
        else:
            if kind == "outlast":
                length = self.random.uniform(LEASE + 0.5, LEASE + 2)
            self.waking.append((time.monotonic() + length, lambda: process.send_signal(signal.SIGCONT), number))


def record(options):
    store, _, suffix = options.store.partition("-")
    mode = "none" if suffix == "none" else "exclusive"
    place = pathlib.Path(tempfile.mkdtemp(prefix="usersync-history-"))
    out = pathlib.Path(options.out)
    out.parent.mkdir(parents=True, exist_ok=True)
    server = None
    try:
        server, address = start_store(store, place)
        settings = {
            "session.save_handler": "usersync", "usersync.store": address, "usersync.lock": mode,
            "usersync.lock_ttl": LOCK_TTL, "usersync.lock_wait": 3, "usersync.timeout": TIMEOUT,
            "session.use_cookies": 0, "session.use_only_cookies": 0, "session.cache_limiter": "",
            "session.use_strict_mode": 0, "session.gc_probability": 0, "usersync.gc_divisor": 20,
        }
        with open(out, "wb", buffering=0) as file:
            file.write((json.dumps({"store": options.store, "mode": mode, "seed": options.seed}) + "\n").encode())
        with open(out, "ab", buffering=0) as file:

            def note(kind, process):
                file.write((json.dumps({"fault": kind, "process": process, "time": time.monotonic_ns()}) + "\n").encode())

            workers = Workers(options, settings, out, options.seconds)
            Nemesis(options.seed, workers, server, out, note).run(time.monotonic() + options.seconds)
            if workers.finish():
                sys.exit(f"a worker failed; the recording is {out}")
    finally:
        if server is not None:
            server.kill()
        shutil.rmtree(place, ignore_errors=True)


def report(path):
    """Checks a recording and prints what it holds. Returns how many promises were broken, or faults missed."""
    with open(path, encoding="utf-8", errors="replace") as file:
        operations, others = checker.load(file)
    header = next(each for each in others if "store" in each)
    broken = checker.check(operations, header["mode"])

    hits, struck = collections.Counter(), collections.Counter()
    for fault in (each for each in others if "fault" in each):
        struck[fault["fault"]] += 1
        hits[fault["fault"]] += any(each.start < fault["time"] < each.end and fault["process"] in (None, each.process)
                                    for each in operations)
    outcomes = collections.Counter(each.outcome for each in operations)
    print(f"{header['store']}, seed {header['seed']}: {len(operations)} operations "
          f"({', '.join(f'{count} {outcome}' for outcome, count in sorted(outcomes.items()))}); faults, and how many hit an open session: "
          + ", ".join(f"{kind} {struck[kind]}/{hits[kind]}" for kind in sorted(struck)))
    for sentence in broken[:10]:
        print(f"  {sentence[:600]}")
    if len(broken) > 10:
        print(f"  and {len(broken) - 10} more")
    missed = [kind for kind in struck if hits[kind] == 0]
    if missed:
        print(f"  never hit an open session: {', '.join(missed)}")
    if not any(each.outcome == "ok" and each.kind in checker.WRITERS for each in operations):
        print("  no write succeeded")
        missed.append("write")
    return len(broken) + len(missed)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--module", default="build/release/modules/usersync.so")
    parser.add_argument("--php", default=os.environ.get("PHP", "php"))
    parser.add_argument("--store", default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--processes", type=int, default=6)
    parser.add_argument("--out")
    parser.add_argument("--check", metavar="FILE")
    options = parser.parse_args()
    if options.check is None:
        options.module = os.path.abspath(options.module)
        options.check = options.out = os.path.abspath(options.out or f"build/histories/{options.store}-{options.seed}.jsonl")
        record(options)
    failures = report(options.check)
    if failures:
        print(f"  the recording is {options.check}")
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
