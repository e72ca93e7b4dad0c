"""Tests in the process of the program: both in one source, as their data set runs them, and the exit code decides.

For languages whose values we cannot carry from one process to another (MultiPL-E, HumanEval-X), and for tests that are
given the program as a text (DS-1000). Where the language has a statement for it, and the tests do not end with the end
of the process, they say a word at their end, so that to end early is no pass. In one process a program can do as it
likes all the same, and `Report.same_process` says so.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import replace

from verifiers.code.report import Failure, Report
from verifiers.code.suite import BadTestsError, JoinedTests
from verifiers.sandbox import Limits, Program, Sandbox
from verifiers.sandbox.languages import languages

_SHOWN = 200
_ENDS = re.compile(r"\b(exit|quit|die)\b")
_MAINS = {
    "cpp": r"\bint\s+main\s*\([^)]*\)\s*\{",
    "java": r"\bvoid\s+main\s*\([^)]*\)[^{;]*\{",
    "csharp": r"\bMain\s*\([^)]*\)\s*\{",
    "kotlin": r"\bfun\s+main\s*\([^)]*\)\s*\{",
    "scala": r"\bdef\s+main\s*\([^)]*\)[^{;]*\{|\bextends\s+App\s*\{",
    "rust": r"\bfn\s+main\s*\(\s*\)\s*\{",
}
"""Where tests end that are a function of this kind; in other languages they end with their last line."""
_PART = re.compile(r'"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|' + r"'(?:\\.|[^'\\\n])'" + r"|//[^\n]*|/\*[\s\S]*?\*/|[{}]")
_LAST = re.compile(r"(return\s*0?\s*;|[\w.:]*[eE]xit\s*\([^;{}]*\)\s*;)\s*\Z")
_MODULE = re.compile(r"ModuleNotFoundError: No module named '([\w.]+)'")
_COMMENT = re.compile(r"\s*(//|#(?!include)|--|\*|/\*)")
# A keyword and the name, or types and the name before a parenthesis.
_DEFINED = re.compile(r"\b(?:function|def|fn|func|fun|sub|proc|val|const)\s+([A-Za-z_]\w*)")
_TYPED = re.compile(r"\s*(?:(?!my\b)[\w<>\[\],:&*?.]+\s+){0,8}(?!my\b)([A-Za-z_]\w*)\s*\([^;]*$")


def grade_joined(sandbox: Sandbox, source: str, tests: JoinedTests, limits: Limits, *, same_process: bool) -> Report:
    """Grade a program by how it ends together with its tests.

    same_process: whether that is allowed. Raises BadTestsError where it is not, or the tests need what is not there.
    """
    why = f"Tests in {languages()[tests.language].title} run in the process of the program"
    if not same_process:
        msg = f"{why}, and that is refused (same_process=True allows it)"
        raise BadTestsError(msg)
    report = Report(total=1, same_process=why)
    word = secrets.token_hex(8)
    after = saying(tests, languages()[tests.language].says.replace("{word}", word))
    says = after != tests.after
    whole = joined(source, tests) if not says else joined(source, replace(tests, after=after))
    result = sandbox.run(Program(tests.language, whole), limits=limits)
    report.usage.add(result)
    said = (result.stderr or result.stdout)[-4000:].decode("utf-8", "replace").strip()
    missing = _MODULE.search(said)
    if missing and re.search(rf"\b(import|from)\s+{re.escape(missing[1].split('.')[0])}\b", tests.before):
        msg = f"the tests need the module {missing[1]}, which the sandbox lacks"
        raise BadTestsError(msg)
    if result.outcome == "compile_error":
        report.compile_error = said
    got = said.rpartition("\n")[2] or result.detail or (f"signal {result.signal}" if result.signal else "")
    if result.outcome == "ok" and says and word.encode() not in result.stdout.split():
        report.count(Failure(0, "runtime_error", "", "", "the program ended before the end of its tests"))
        return report
    failed = Failure(0, result.outcome, "", "", (said if result.outcome == "compile_error" else got)[:_SHOWN])
    report.count(None if result.outcome == "ok" else failed)
    return report


def saying(tests: JoinedTests, says: str) -> str:
    """The tests' end with a statement that says they have come to it; as it is where there is no place for one."""
    after = tests.after
    if not says:
        return after
    if tests.language not in _MAINS:
        lines = after.rstrip().splitlines()
        return after if lines and _ENDS.search(lines[-1]) else f"{after}\n{says}"
    heads = [found.end() for found in re.finditer(_MAINS[tests.language], after)]
    if not heads and re.search(_MAINS[tests.language], tests.before):
        heads = [0]  # the program goes inside
    end = _closing(after, heads[-1]) if heads else -1
    if end < 0:
        return after
    last = _LAST.search(after, heads[-1], end)
    place = last.start() if last else end
    return f"{after[:place]}\n{says}\n{after[place:]}"


def _closing(code: str, start: int) -> int:
    """Where the brace is closed that has been opened before; -1: nowhere."""
    depth = 1
    for part in _PART.finditer(code, start):
        depth += {"{": 1, "}": -1}.get(part[0], 0)
        if depth == 0:
            return part.start()
    return -1


def joined(source: str, tests: JoinedTests) -> str:
    """The program and its tests as one source."""
    if tests.quoted:
        return tests.before + repr(source) + tests.after
    before = tests.before
    head = next((line for line in reversed(before.splitlines()) if _name(line)), "") if tests.continued else ""
    if head and _defines(source, head):
        # A whole function or class, not what follows the prompt: only what precedes the head is kept, and of that
        # nothing where the program has a beginning of its own.
        lines = {line.strip() for line in source.splitlines()}
        kept = [line for line in before[: before.rfind(head)].splitlines() if line.strip()]
        code = [line for line in kept if not _COMMENT.match(line)]
        before = "\n".join([] if code and code[0].strip() in lines else [x for x in kept if x.strip() not in lines])
        before += "\n" if before else ""
    elif before and not tests.continued:
        before += "\n"
    # The brace at the end of a function is the program's in one set and the tests' in another: it is not closed twice.
    text = source.rstrip()
    whole = f"{before}{text}{tests.after}"
    for _ in range(min(whole.count("}") - whole.count("{"), text.count("}")) if tests.continued else 0):
        text = text[:-1].rstrip() if text.endswith("}") else text
    return f"{before}{text}\n{tests.after}"


def _name(line: str) -> str:
    """The function whose head a line is; empty: it is none."""
    found = _DEFINED.search(line) or _TYPED.match(line)
    return found[1] if found and not _COMMENT.match(line) else ""


def _defines(source: str, head: str) -> bool:
    """Whether a source has the function of this head itself: a line that begins with the same word, and names it."""
    first, name = re.escape(head.split(maxsplit=1)[0]), re.escape(_name(head))
    return (
        re.search(rf"^[ \t]*{first}(?![\w])[^\n]*(?<![\w]){name}\b|^[ \t]*{name}\b", source, re.MULTILINE) is not None
    )
