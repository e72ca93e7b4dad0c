"""Which tests reach which lines of the modules of a room, and a pytest that runs chosen tests in a chosen order."""

import ast
import functools
import json
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import hypothesis
import pytest

HOUSE = Path(__file__).parent.parent.parent
MAX_TEST = 4  # CPU seconds: slower tests are not used, so that what survives may still be killed by one of them
MAX_TESTS = 400  # a mutant: the quickest ones that reach it
WIDEST = 40  # and those that reach the most lines: the tables of examples
OPTIONS = """-q -p _hypothesis_pytestplugin -p no:cacheprovider -W ignore::pytest.PytestAssertRewriteWarning""".split()


class Tests:
    """A plugin of pytest: which tests run, in which order; which lines each reached, its seconds, whether it failed."""

    def __init__(self, chosen: list[str] | None = None, traced: list[str] | None = None) -> None:
        """chosen: names of tests, all by default. traced: the modules whose lines are noted."""
        self.place = chosen and {name: at for at, name in enumerate(chosen)}
        self.traced = {str(HOUSE / path) for path in traced or ()}
        self.lines: dict[str, list[str]] = {}
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []
        self.caches: list[Any] = []
        if self.traced:
            self._note_caches(functools.lru_cache)

    def _note_caches(self, lru_cache: Callable[..., Any]) -> None:
        """Have the traced functions noted that are cached from now on."""

        def noting(*settings: Any, **more: Any) -> Callable[..., Any]:
            def cache(function: Callable[..., Any]) -> Any:
                cached = lru_cache(*settings, **more)(function)
                self.caches += [cached] if function.__code__.co_filename in self.traced else []
                return cached

            return cache

        functools.lru_cache = noting

    def pytest_sessionstart(self) -> None:
        """Search for counterexamples, but do not make them small."""
        phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
        hypothesis.settings.register_profile("mutants", hypothesis.settings(), phases=phases, max_examples=40)
        hypothesis.settings.load_profile("mutants")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """The chosen ones, in their order."""
        if place := self.place:
            items[:] = sorted((item for item in items if item.nodeid in place), key=lambda item: place[item.nodeid])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Note the lines of the traced modules that a test reaches."""
        for cached in self.caches:  # what an earlier test has left there would not be reached again
            cached.cache_clear()
        reached, start = set(), os.times().user

        def at_line(frame: FrameType, *_: object) -> Any:
            reached.add((frame.f_code.co_filename, frame.f_lineno))
            return at_line

        if self.traced:
            sys.settrace(lambda frame, *_: at_line(frame) if frame.f_code.co_filename in self.traced else None)
        yield
        sys.settrace(None)
        self.seconds[item.nodeid] = os.times().user - start
        self.lines[item.nodeid] = [f"{os.path.relpath(file, HOUSE)}:{line}" for file, line in reached]
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what failed."""
        if report.failed:
            self.failed.append(report.nodeid)

    def run(self, files: list[str], *options: str) -> int:
        """Pytest's exit status."""
        return int(pytest.main([*OPTIONS, "-m", "not slow and not alone", *options, *files], [self]))


def baseline(room: dict[str, Any], child: Callable[[Callable[[], Any]], Any]) -> dict[str, Any]:
    """What the tests of a room reach and take unmutated; kept until modules or files beside them change."""
    known: dict[str, Any] = {"lines": {}, "seconds": {}, "all": room.get("all", False)}
    modules = max((HOUSE / path).stat().st_mtime for path in room["modules"])
    for file in sorted({str(found.relative_to(HOUSE)) for pattern in room["tests"] for found in HOUSE.glob(pattern)}):
        kept = Path(tempfile.gettempdir()) / f"mutation {room['modules'][0]} {file}.json".replace("/", "-")
        beside = max(found.stat().st_mtime for found in (HOUSE / file).parent.iterdir())  # a test reads tables there
        if not kept.exists() or kept.stat().st_mtime < max(modules, beside):
            kept.write_text(json.dumps(child(lambda file=file: reached_by(file, room))))
        for test, (seconds, places) in json.loads(kept.read_text()).items():
            known["seconds"][test] = seconds
            for place in places:
                known["lines"].setdefault(place, []).append(test)
    return known


def reached_by(file: str, room: dict[str, Any]) -> dict[str, tuple[float, list[str]]]:
    """The quick tests of a file that pass: their seconds, and the lines that they reach."""
    tests = Tests(traced=room["modules"])
    tests.run([file], "-k", room["only"])
    passed = tests.seconds.keys() - {*tests.failed}
    return {test: (tests.seconds[test], tests.lines[test]) for test in passed if tests.seconds[test] < MAX_TEST}


def reaching(mutant: dict[str, Any], known: dict[str, Any]) -> list[str]:
    """The quickest tests that reach a mutant's line, else its function; of a constant, the lines that name it."""
    module, line = mutant["module"], mutant["line"]
    text = (HOUSE / module).read_text()
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    inside = [range(f.lineno, f.end_lineno + 1) for f in functions[::-1] if f.body[0].lineno <= line <= f.end_lineno]
    spans = [[f"{module}:{at}" for at in span] for span in (_statement_at(text, line), *inside)]
    if not inside:  # it runs when the module is imported, by whatever test comes first
        statement = next((one for one in ast.parse(text).body if one.lineno <= line <= one.end_lineno), None)
        spans = [[place for place in known["lines"] if place.startswith(f"{module}:")]]
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            names = [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
            naming = re.compile("|".join(rf"\b{name}\b" for name in names))
            files = {place.partition(":")[0] for place in known["lines"]}
            said = {file: enumerate((HOUSE / file).read_text().splitlines(), 1) for file in files}
            spans.insert(0, [f"{file}:{at}" for file, lines in said.items() for at, one in lines if naming.search(one)])
    chosen: dict[str, None] = {}
    for span in spans:
        if not chosen or not inside:
            tests = {test for place in span for test in known["lines"].get(place, ())}
            chosen |= dict.fromkeys(sorted(tests, key=known["seconds"].get))
    if known["all"]:  # what the modules remember of characters hides which tests reach a line
        chosen |= dict.fromkeys(sorted(known["seconds"], key=known["seconds"].get))
    reached = Counter(test for tests in known["lines"].values() for test in tests)
    widest = sorted([*chosen][MAX_TESTS:], key=reached.__getitem__)[-WIDEST:]
    return [*[*chosen][:MAX_TESTS], *widest]


def _statement_at(text: str, line: int) -> range:
    """The lines of the smallest statement around one, without what is in its body: a condition may take several."""
    statements = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
    ends = [one.body[0].lineno - 1 if getattr(one, "body", None) else one.end_lineno for one in statements]
    found = [range(one.lineno, max(one.lineno, end) + 1) for one, end in zip(statements, ends, strict=True)]
    return min((span for span in found if line in span), key=len, default=range(line, line + 1))
