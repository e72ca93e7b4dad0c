"""Makes `running` importable here, and runs `verify-cli score`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from running import COMMAND, here


@pytest.fixture
def cli(tmp_path):
    """Run `verify-cli score` in an empty folder; in a process of its own where its environment differs."""

    def run(*arguments, stdin=b"", **environment):
        if not environment:
            return here("score", *arguments, cwd=tmp_path, stdin=stdin)
        return subprocess.run(
            [*COMMAND, *arguments],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            timeout=300,
            check=False,
            env={**os.environ, **environment},
        )

    return run
