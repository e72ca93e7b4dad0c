"""Makes `running` importable here, and runs `verify-cli score`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from running import COMMAND


@pytest.fixture
def cli(tmp_path):
    """Run `verify-cli score` in an empty folder."""

    def run(*arguments, stdin=b"", **environment):
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
