"""The README and the pages of docs cannot lie: the python blocks of each are run, in order, as one program.

A block that cannot run here (it trains a model, say) has a comment above it: `<!-- not run: the reason -->`; one that
needs a trainer's package, `<!-- needs PACKAGE -->`, is run where that is installed. A page whose programs need a wall
says so once: `<!-- needs a wall -->`.

A tutorial is followed: its `sh` blocks are run in order in an empty folder, and a python block that begins with the
name of a file (`# mine.py`) is saved under that name.
"""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TUTORIALS = sorted((ROOT / "docs" / "tutorials").glob("*.md"))
_BLOCK = re.compile(
    r"^(<!-- not run: [^\n]*-->\n|<!-- needs (\w+) -->\n)?```python\n(.*?)^```$", re.MULTILINE | re.DOTALL
)


def blocks(text):
    """The python blocks of a text that are to be run, each moved to its own line: a traceback points into the file."""
    found = [match for match in _BLOCK.finditer(text) if not match[1] or (match[2] and find_spec(match[2]))]
    return ["\n" * text.count("\n", 0, match.start(3)) + match[3] for match in found]


def test_blocks_keep_their_line_numbers():
    assert blocks("# t\n```python\n1 + 1\n```\n```\nno\n```\n") == ["\n\n1 + 1\n"]


def test_blocks_may_be_left_out_with_a_reason():
    text = "<!-- not run: trains a model -->\n```python\ntrain()\n```\n\n```python\n2\n```\n"
    assert blocks(text) == ["\n" * 6 + "2\n"]


def test_a_block_that_is_left_out_takes_no_other_with_it():
    left_out = "<!-- not run: trains -->\n```python\ntrain()\n```\n"
    assert len(blocks(f"{left_out}\n```python\n1\n```\n\n{left_out}")) == 1


def test_blocks_may_need_a_package():
    text = "<!-- needs {} -->\n```python\n1\n```\n"
    assert blocks(text.format("json")) == ["\n\n1\n"]
    assert blocks(text.format("no_such_package")) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_python_of_a_page_runs(page, request, tmp_path, monkeypatch):
    if not page.exists():
        pytest.skip("no docs here")
    text = page.read_text(encoding="utf-8")
    found = blocks(text)
    if found and "<!-- needs a wall -->" in text:
        request.getfixturevalue("local_wall")
    monkeypatch.chdir(tmp_path)  # what an example writes is not left behind
    namespace = {"__name__": "docs"}
    for block in found:
        exec(compile(block, str(page), "exec"), namespace)


_STEP = re.compile(
    r"^(?:<!-- not run: [^\n]*-->\n|<!-- needs (\w+) -->\n)?```(python|sh)\n(?:# (\w+\.py)\n)?(.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: str(page.relative_to(ROOT)))
@pytest.mark.few(1)
def test_a_tutorial_can_be_followed(page, tmp_path):
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    steps = 0
    for step in _STEP.finditer(page.read_text(encoding="utf-8")):
        needs, kind, file, text = step.groups()
        if step[0].startswith("<!-- not run") or (needs and not find_spec(needs)):
            continue
        if file:
            (tmp_path / file).write_text(text, encoding="utf-8")
            continue
        command = [sys.executable, "-c", text] if kind == "python" else ["bash", "-euo", "pipefail", "-c", text]
        run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert run.returncode == 0, f"{text}\n{run.stdout[-2000:]}\n{run.stderr[-2000:]}"
        steps += 1
    assert steps or "<!-- needs " in page.read_text(encoding="utf-8")


_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


@pytest.mark.parametrize("page", [*PAGES, *TUTORIALS], ids=lambda page: str(page.relative_to(ROOT)))
def test_links_of_a_page_lead_somewhere(page):
    if not page.exists():
        pytest.skip("no docs here")
    targets = _LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_index_names_every_page():
    index = ROOT / "docs" / "index.md"
    if not index.exists():
        pytest.skip("no docs here")
    named = set(_LINK.findall(index.read_text(encoding="utf-8")))
    pages = {str(page.relative_to(index.parent)) for page in [*PAGES[1:], *TUTORIALS]}
    assert pages - {"index.md"} <= named


def test_the_first_figure_shows_what_was_measured():
    """Its numbers are those of the kept results: whoever measures again draws again."""
    pytest.importorskip("benchmarks.math.figure")
    from benchmarks.math.figure import OUT, measured

    drawn = OUT.read_text(encoding="utf-8")
    for title, values in measured().items():
        assert title in drawn
        for value in values:
            assert f"{value:,.3g}" in drawn or f"{value:,.0f}" in drawn
