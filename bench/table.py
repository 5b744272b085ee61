"""Prints what bench/run measured as a table, with a verdict for each target: table.py RESULTS [--write].

--write puts the table into docs/performance.md. Ends with 1 if a target is missed.
"""

import argparse
import datetime
import json
import math
import os
import pathlib
import platform
import subprocess
import sys

import yaml

PAGE = pathlib.Path(__file__).resolve().parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- bench/run writes from here -->\n", "<!-- to here -->\n"

DRAFTS = 200
CONCURRENCY = 8
LATENCY = 0.05
LOOP = 20
# One read of the account's list, then a create and a patch for each draft, so many at once.
LIMIT = (1 + math.ceil(2 * DRAFTS / CONCURRENCY)) * LATENCY


class Results:
    """What was measured, by name."""

    def __init__(self, folder):
        self.folder = folder

    def time(self, name):
        """The median in seconds."""
        return json.loads((self.folder / f"{name}.json").read_text())["results"][0]["median"]

    def number(self, name):
        return int((self.folder / name).read_text())


def seconds(time):
    return f"{time:.2f} s" if time >= 1 else f"{time * 1000:.0f} ms"


def megabytes(size):
    return f"{size / 1e6:.0f} MB"


def row(what, ours, against, shown, target="", holds=None):
    """A line of the table; `holds` is None where nothing is asked."""
    return (what, ours, against, shown, target, {True: "ok", False: "MISSED", None: ""}[holds])


def drafts(results):
    time, loop, reads = results.time("drafts"), results.time("loop") / LOOP, results.time("reads")
    ratio, faster = time / LIMIT, loop / (time / DRAFTS)
    yield row("200 new drafts, 8 requests at once, 50 ms an answer", seconds(time), f"the limit of 8 at once, {seconds(LIMIT)}",
              f"{ratio:.2f}", "at most 1.1", ratio <= 1.1)
    yield row("the service alone: 400 reads, 8 at once", seconds(reads), f"50 × 50 ms, {seconds(2.5)}",
              f"{reads / 2.5:.2f}")
    yield row("the service alone, without the 50 ms", f"{4000 / results.time('ceiling'):,.0f} reads a second",
              f"{CONCURRENCY / LATENCY:.0f} are asked of it", "")
    yield row("a new draft", seconds(time / DRAFTS), f"a loop of curl, {seconds(loop)}", f"{faster:.1f} times as fast",
              "at least 6 times", faster >= 6)


def unchanged(results):
    python = results.time("python-5000")
    for command, target in {"plan": 3, "check": 2}.items():
        time = results.time(f"{command}-5000")
        faster = python / time
        yield row(f"`{command}` of 5,000 unchanged", seconds(time), f"Python loads them in {seconds(python)}",
                  f"{faster:.1f} times as fast", f"at least {target} times", faster >= target)
    # These read the account's list, 50 pages of it: the service's time, and the parsing of 5,000 rows, are part of it.
    for command in ["publish", "draft"]:
        time = results.time(f"{command}-5000")
        yield row(f"`{command}` of 5,000 unchanged, with 50 pages of the list", seconds(time),
                  f"Python loads them in {seconds(python)}", f"{python / time:.1f} times as fast")
    writes = results.number("5000.writes")
    yield row("writes of all of these", str(writes), "the service's log", "", "none", writes == 0)


def growth(results):
    for command in ["check", "publish"]:
        few, many = results.time(f"{command}-1000"), results.time(f"{command}-10000")
        grown = many / few / 10
        yield row(f"`{command}` of 10,000 unchanged", seconds(many), f"ten times that of 1,000, {seconds(10 * few)}",
                  f"{grown:.2f}", "linear: at most 1.2", grown <= 1.2)
        few, many = results.number(f"{command}-1000.peak"), results.number(f"{command}-10000.peak")
        yield row("its peak memory", megabytes(many), f"that of 1,000, {megabytes(few)}", "", "below 150 MB", many < 150e6)
        each = (many - few) / 9000
        yield row("of that, each further definition", f"{each / 1000:.1f} kB", "", "", "below 15 kB", each < 15e3)


def word_of(*command):
    """The version that a program tells, in its first line."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[0]


def processor():
    if sys.platform == "darwin":
        return word_of("sysctl", "-n", "machdep.cpu.brand_string")
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def machine():
    """Where, when and with what it was measured."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    commit = word_of("git", "describe", "--always", "--dirty", "--exclude", "*")
    curl = " ".join(word_of("curl", "--version").split()[:2])
    libyaml = yaml.__with_libyaml__ and ".".join(map(str, yaml._yaml.get_version()))
    return [
        f"{datetime.date.today()}: {processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}; "
        f"load {os.getloadavg()[1]:.1f} in the last five minutes.",
        f"{word_of(os.environ['binary'], '--version')} at {commit}, {word_of('rustc', '--version').split(' (')[0]}, "
        f"Python {platform.python_version()} with PyYAML {yaml.__version__} and libyaml {libyaml}, {curl}, "
        f"{word_of('hyperfine', '--version')}.",
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    results = Results(args.results)
    rows = [*drafts(results), *unchanged(results), *growth(results)]
    head = [("what", "measured", "against", "ratio", "target", ""), ("---",) * 6]
    table = "".join(f"| {' | '.join(cells)} |\n" for cells in [*head, *rows])
    text = "".join(f"{line}\n" for line in machine()) + f"\n{table}"
    print(text, end="")
    if args.write:
        before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")
    missed = [what for what, *_, verdict in rows if verdict == "MISSED"]
    print(f"\n{len(missed)} missed: {', '.join(missed)}" if missed else "\nall targets met")
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
