"""The README cannot lie: its python blocks are run, in order, as one program.

A block that cannot run here (it trains a model, say) has a comment above it: `<!-- not run: the reason -->`.
"""

import re
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"
_BLOCK = re.compile(r"^(<!-- not run: .*-->\n)?```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(text):
    """The python blocks of a Markdown text, each moved to its own line so that a traceback points into the file."""
    found = [match for match in _BLOCK.finditer(text) if not match[1]]
    return ["\n" * text.count("\n", 0, match.start(2)) + match[2] for match in found]


def test_blocks_keep_their_line_numbers():
    assert blocks("# t\n```python\n1 + 1\n```\n```\nno\n```\n") == ["\n\n1 + 1\n"]


def test_blocks_may_be_left_out_with_a_reason():
    text = "<!-- not run: trains a model -->\n```python\ntrain()\n```\n\n```python\n2\n```\n"
    assert blocks(text) == ["\n" * 6 + "2\n"]


@pytest.mark.skipif(not README.exists(), reason="no README here")
def test_the_readme_s_python_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # what an example writes is not left behind
    namespace = {"__name__": "readme"}
    for block in blocks(README.read_text(encoding="utf-8")):
        exec(compile(block, str(README), "exec"), namespace)
