"""The attack programs: how each is run, and what may come of it. Used by the tests, and by `as_user.py` as a script."""

import re
from pathlib import Path

from verifiers.sandbox import Limits, Program

OWN = Path(__file__).parent / "attacks"
SHARED = Path(__file__).parents[3] / "shared" / "attacks"
LANGUAGES = {".py": "python", ".c": "c", ".cpp": "cpp"}
PLAIN = Program("python", "a, b = map(int, input().split())\nprint(a + b)\n")
TESTS = {
    "stdin-big": [(b"100000000000 1\n", b"100000000001"), (b"9007199254740990 3\n", b"9007199254740993")],
    "stdin-neg": [(b"-100000 -200000\n", b"-300000"), (b"-500000 -1\n", b"-500001")],
    "stdin-yesno": [(b"2\n", b"YES"), (b"4\n", b"YES")],
    "stdin-multi": [(b"3\n", b"1\n2\n3"), (b"4\n", b"1\n2\n3\n4")],
    "stdin-bigout": [(b"100000\n", b"\n".join(b"%d" % number for number in range(100_000)))],
    "stdin-two": [(b"1\n2\n", b"3"), (b"10\n-4\n", b"6")],
}
ANY = [(b"1 2\n", b"3"), (b"10 -4\n", b"6"), (b"123456 654321\n", b"777777")]
OUTCOMES = {
    "TLE": {"time_limit"},
    "MLE": {"memory_limit"},
    "OLE": {"output_limit"},
    "CE": {"compile_error", "runtime_error"},
    "RE": {"runtime_error", "process_limit", "memory_limit"},
}


def programs(folder):
    """The programs of a folder; none where the folder is absent."""
    return sorted(path for path in folder.glob("*.*") if path.suffix in LANGUAGES)


def program(path):
    return Program(LANGUAGES[path.suffix], path.read_bytes())


def limits(path):
    """A second; half of one where nothing but time can end it, and more where something else has to end it first."""
    expected = header(path)[1]
    if "MLE" in expected:
        return Limits(cpu_seconds=5, memory_mb=256, wall_seconds=60)
    return Limits(cpu_seconds=0.5 if expected == {"TLE"} else 1, memory_mb=256, wall_seconds=3)


def header(path):
    """Modes and verdicts of the first line."""
    line = path.read_text().splitlines()[0]
    modes = re.search(r"MODE: ([\w,-]+)", line)[1].split(",")
    return modes, set(re.findall(r"\b(AC|WA|RE|TLE|MLE|OLE|CE|POLICY)\b", line.partition("CORRECT:")[2]))


def verdict(sandbox, path):
    """Run an attack as its task's tests would; "" if all is as it should be, else what is wrong."""
    modes, expected = header(path)
    tests = TESTS.get(modes[0], ANY)
    results = [sandbox.run(program(path), tests[0][0], limits(path))]
    if results[0].outcome == "ok":
        results += sandbox.run_many(program(path), [stdin for stdin, _ in tests[1:]], limits(path))
    if "POLICY" in expected:
        return ""
    if all(
        result.outcome == "ok" and result.stdout.split() == right.split()
        for result, (_, right) in zip(results, tests, strict=False)
    ):
        return f"it earned a pass: {results}"
    outcome = results[0].outcome
    if outcome == "sandbox_error":
        return f"it broke its slot: {results[0]}"
    # Wrong output is what most of them come to. Where only a limit or an error is right, that is what must be seen.
    # A fill of scratch is refused by the file system: no limit of ours, and the output is wrong.
    strict = "WA" not in expected and path.name != "mem_bomb_tmpfs.py" and not modes[0].startswith(("func", "assert"))
    if strict and outcome not in set().union(*(OUTCOMES[name] for name in expected & OUTCOMES.keys())):
        return f"{outcome} instead of {expected}: {results[0]}"
    return ""


def failure(sandbox, path):
    """Run an attack, then plain programs; "" if all is as it should be, else a line."""
    wrong = verdict(sandbox, path)
    after = [result.stdout.strip() for result in sandbox.run_many(PLAIN, [stdin for stdin, _ in ANY])]
    return f"{path.name} {wrong} {after}" if wrong or after != [right for _, right in ANY] else ""
