"""Another project of the same import name in one environment."""

import os
import subprocess
import sys

from verifiers.cli.name_clash import name_clash

COMMAND = [sys.executable, "-c", "from verifiers.cli import main; main()"]


def install(folder, name):
    """What an installer leaves of a distribution that ships a package `verifiers`."""
    info = folder / f"{name}-0.4.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.4.0\n")
    (info / "RECORD").write_text("verifiers/__init__.py,,\nverifiers/envs.py,,\n")


def test_another_owner_of_the_name_is_reported(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    install(tmp_path, "verifiers")
    clash = name_clash()
    assert clash.startswith("The name 'verifiers' is also owned by verifiers in this environment")
    assert "uvx verify-cli" in clash


def test_our_own_files_are_no_clash(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    install(tmp_path, "verify-cli")
    assert name_clash() is None


def test_every_command_says_so_on_standard_error_and_goes_on(tmp_path):
    install(tmp_path, "verifiers")
    (tmp_path / "x.jsonl").write_text('{"completion": "<think>r</think>a"}\n')
    result = subprocess.run(
        [*COMMAND, "score", "x.jsonl", "-r", "format", "--json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0
    assert result.stderr.decode().startswith("Warning: The name 'verifiers' is also owned by verifiers")
    assert result.stdout.startswith(b"{")
