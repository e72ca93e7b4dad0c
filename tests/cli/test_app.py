"""What all commands share."""

import os
import subprocess
import sys

from verifiers import __version__

COMMAND = [sys.executable, "-c", "from verifiers.cli import main; main()"]


def run(*arguments, **environment):
    env = {**os.environ, **environment}
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, env=env)


def test_help_names_the_commands_and_loads_nothing_heavy():
    result = run("--help")
    assert result.returncode == 0
    assert "score" in result.stdout
    heavy = {"sympy", "langdetect", "rich.progress", "zstandard"}
    code = f"import sys; import verifiers.cli; print(*{heavy} & {{*sys.modules}})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == ""


def test_help_is_asked_for_in_short_too_and_shells_complete():
    for command in ((), ("score",), ("sandbox",)):
        assert run(*command, "-h").stdout == run(*command, "--help").stdout
    assert run("-h").returncode == 0
    # Which shell is asked for is guessed from the process around, which in CI is none that has completion.
    told = run("--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert "complete" in told.stdout


def test_the_version():
    assert run("--version").stdout.strip() == f"verify-cli {__version__}"


def test_an_unknown_command_is_2():
    result = run("nonsense")
    assert result.returncode == 2
    assert "nonsense" in result.stderr
    assert "Traceback" not in result.stderr
