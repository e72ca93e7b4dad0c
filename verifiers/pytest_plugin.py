r"""For pytest: files of golden cases are tests, and a fixture asserts verdicts.

The plugin comes with the package. It collects `*.rewards.jsonl` (verifiers.checking.cases says what is in them), a test
for each case, and gives `check_verdict`:

    def test_halves(check_verdict):
        check_verdict(math_reward, r"\boxed{\frac12}", "0.5", score=1.0, outcome="correct")

It is loaded by every run of pytest in its environment, so nothing of the package is imported before it is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

SUFFIX = ".rewards.jsonl"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which functions of one's own files of golden cases may name: said by the project, because a file is only data."""
    text = "Functions of your own that *.rewards.jsonl may name, as MODULE:FUNCTION, one a line."
    parser.addini("rewards_own", text, "linelist")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take files of golden cases."""
    return RewardsFile.from_parent(parent, path=file_path) if file_path.name.endswith(SUFFIX) else None


class RewardsFile(pytest.File):
    """A file of golden cases."""

    def collect(self) -> Iterable[pytest.Item]:
        """A test for each line."""
        from verifiers.checking import Case, read_cases
        from verifiers.scoring import ScoringError

        try:
            cases = read_cases(self.path, self.config.getini("rewards_own"))
        except ScoringError as error:
            raise self.CollectError(str(error)) from None
        taken: set[str] = set()
        for case in cases:
            name = case.name if isinstance(case, Case) else f"line {case.line}"
            name = f"{name} (line {case.line})" if name in taken else name
            taken.add(name)
            yield RewardItem.from_parent(self, name=name, case=case)


class MovedError(Exception):
    """A case is not as expected; the text says how."""


class RewardItem(pytest.Item):
    """A golden case."""

    def __init__(self, *, case: Any, **known: Any) -> None:
        super().__init__(**known)
        self.case = case

    def runtest(self) -> None:
        """Grade the case. Raises MovedError where it is not as expected."""
        from verifiers.checking import Case, moved
        from verifiers.checking.reports import Checked, details

        if not isinstance(self.case, Case):
            raise MovedError(self.case.problem)
        said = _grades(self.config).grade(self.case)
        problem = moved(self.case, said)
        if problem:
            raise MovedError(details(Checked(str(self.path), self.case, said, problem)))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any, **__: Any) -> Any:
        """What moved, without the plugin's own frames."""
        if isinstance(excinfo.value, MovedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it is."""
        return self.path, self.case.line - 1, self.name


_GRADES = pytest.StashKey[Any]()


def _grades(config: pytest.Config) -> Any:
    """One for the whole run, so that processes that a case needs serve the next one too."""
    if _GRADES not in config.stash:
        from verifiers.checking import Grades

        config.stash[_GRADES] = grades = Grades()
        config.add_cleanup(lambda: grades.__exit__(None, None, None))
    return config.stash[_GRADES]


@pytest.fixture
def check_verdict() -> Callable[..., Any]:
    """A function that grades and asserts: `check_verdict(reward, completion, reference, score=…, outcome=…, …)`.

    score: a number, or `None` for a sample that must be skipped; left out, it is not asked for. It gives the verdict.
    """
    return _check


_NOT_ASKED = object()


def _check(
    reward: Any,
    completion: str,
    reference: Any = None,
    *,
    score: Any = _NOT_ASKED,
    outcome: Any = _NOT_ASKED,
    **columns: Any,
) -> Any:
    __tracebackhide__ = True
    verdict = reward.grade(completion, reference, **columns)
    wanted = {name: value for name, value in (("score", score), ("outcome", outcome)) if value is not _NOT_ASKED}
    same = {name: getattr(verdict, name) for name in wanted} == {
        name: pytest.approx(value) if isinstance(value, float) else value for name, value in wanted.items()
    }
    if not same:
        lines = [
            f"the {reward.name} reward:",
            *(f"  {name}: {getattr(verdict, name)!r}, expected {value!r}" for name, value in wanted.items()),
            f"  explanation: {verdict.explanation}",
            *(f"  {name}: {value!r}" for name, value in verdict.detail.items()),
        ]
        pytest.fail("\n".join(lines), pytrace=True)
    return verdict
