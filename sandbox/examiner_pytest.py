"""Tests for pytest, run by it: from memory, since the program can write where they would lie."""

from __future__ import annotations

import os
import sys
import types
from typing import Any

_SENTENCE = 300


class Plugin:
    """Gives pytest the tests, and counts them."""

    def __init__(self, module: types.ModuleType, examination: Any, silent: list[str]) -> None:
        self._module, self._examination, self._silent = module, examination, frozenset(silent)
        self._failed: dict[str, str] = {}
        self._reached: dict[str, int] = {}
        self._calls: dict[str, list[Any]] = {}
        self.errors: list[str] = []
        self.missing = ""

    def pytest_pycollect_makemodule(self, module_path: Any, parent: Any) -> Any:
        """The module is there already."""
        import pytest

        module = self._module

        class Tests(pytest.Module):
            def _getobj(self) -> Any:
                return module

        return Tests.from_parent(parent, path=module_path)

    def pytest_collectreport(self, report: Any) -> None:
        """A file that cannot be collected."""
        if report.failed:
            self.errors.append(str(report.longrepr)[-_SENTENCE:])

    def pytest_runtest_makereport(self, item: Any, call: Any) -> None:
        """A phase has ended, perhaps with an exception."""
        from examiner import is_missing

        del item
        if call.excinfo is not None and is_missing(call.excinfo.value, self._examination):
            self.missing = str(call.excinfo.value)

    def pytest_runtest_logreport(self, report: Any) -> None:
        """A phase of a test has ended."""
        from examiner import _shown

        name = report.nodeid
        if report.when == "setup":
            self._reached[name] = self._examination.reached
        if report.failed:
            crash = getattr(report.longrepr, "reprcrash", None)
            self._failed.setdefault(name, (crash.message if crash else str(report.longrepr))[:_SENTENCE] or "failed")
            self._calls.setdefault(name, _shown(self._examination))
        elif report.skipped and not hasattr(report, "wasxfail"):
            self._failed.setdefault(name, "skipped")
        if report.when == "teardown":
            sentence = self._failed.get(name, "") or self._examination.ended
            function = name.rpartition("::")[2].partition("[")[0]
            if not sentence and function not in self._silent and self._examination.reached == self._reached[name]:
                sentence = "no assertion was reached"
            number = len(self._examination.claims)
            if sentence != "skipped":
                calls = self._calls.get(name, [])
                told = getattr(self._examination, "told", [])
                self._examination.claims.append([number, not sentence, f"{name}: {sentence}", calls, told[:]])
                told.clear()
            self._examination.calls.clear()


def run_pytest(tests: Any, names: dict[str, Any], examination: Any, silent: list[str]) -> tuple[str, str]:
    """Have pytest run the tests. Returns what ended it early, and what is missing here; or empty strings."""
    # No plugins of the host's interpreter, nor options or configurations of anybody.
    for name in [name for name in os.environ if name.startswith(("PYTEST", "PY_COLORS"))]:
        del os.environ[name]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    import pytest

    module = types.ModuleType("test_solution")
    module.__dict__.update(names)
    sys.modules["test_solution"] = module
    exec(tests, module.__dict__)
    os.makedirs("tests", exist_ok=True)
    with open("tests/test_solution.py", "w"):
        pass
    plugin = Plugin(module, examination, silent)
    sys.argv = ["pytest"]
    code = pytest.main(
        [
            *("tests/test_solution.py", "-c", os.devnull, "--rootdir", "tests", "--noconftest"),
            *("-p", "no:cacheprovider", "-p", "no:faulthandler", "-p", "no:doctest", "-p", "no:junitxml"),
            *("-p", "no:pastebin", "-p", "no:terminal", "--capture=sys"),
        ],
        plugins=[plugin],
    )
    if plugin.errors:
        return plugin.errors[0], plugin.missing
    came_to_its_end = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)
    return "" if code in came_to_its_end else f"pytest ended early ({code})", plugin.missing
