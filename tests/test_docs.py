"""The README and the pages of docs cannot lie: the python blocks of each are run, in order, as one program.

A block that cannot run here (it trains a model, say) has a comment above it: `<!-- not run: the reason -->`; one that
needs a trainer's package, `<!-- needs PACKAGE -->`, is run where that is installed. A page whose programs need a wall
says so once: `<!-- needs a wall -->`.
"""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^(<!-- not run: .*-->\n|<!-- needs (\w+) -->\n)?```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(text):
    """The python blocks of a text that are to be run, each moved to its own line: a traceback points into the file."""
    found = [match for match in _BLOCK.finditer(text) if not match[1] or (match[2] and find_spec(match[2]))]
    return ["\n" * text.count("\n", 0, match.start(3)) + match[3] for match in found]


def test_blocks_keep_their_line_numbers():
    assert blocks("# t\n```python\n1 + 1\n```\n```\nno\n```\n") == ["\n\n1 + 1\n"]


def test_blocks_may_be_left_out_with_a_reason():
    text = "<!-- not run: trains a model -->\n```python\ntrain()\n```\n\n```python\n2\n```\n"
    assert blocks(text) == ["\n" * 6 + "2\n"]


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


_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_of_a_page_lead_somewhere(page):
    if not page.exists():
        pytest.skip("no docs here")
    targets = _LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_index_names_every_page():
    index = ROOT / "docs" / "README.md"
    if not index.exists():
        pytest.skip("no docs here")
    named = set(_LINK.findall(index.read_text(encoding="utf-8")))
    assert {page.name for page in PAGES if page.parent.name == "docs"} - {"README.md"} <= named
