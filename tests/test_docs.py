"""The README cannot lie: its python blocks are run, in order, as one program."""

import re
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(text):
    """The python blocks of a Markdown text, each moved to its own line so that a traceback points into the file."""
    return ["\n" * text.count("\n", 0, match.start(1)) + match[1] for match in _BLOCK.finditer(text)]


def test_blocks_keep_their_line_numbers():
    assert blocks("# t\n```python\n1 + 1\n```\n```\nno\n```\n") == ["\n\n1 + 1\n"]


@pytest.mark.skipif(not README.exists(), reason="no README here")
def test_the_readme_s_python_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # what an example writes is not left behind
    namespace = {"__name__": "readme"}
    for block in blocks(README.read_text(encoding="utf-8")):
        exec(compile(block, str(README), "exec"), namespace)
