"""What is in the wheel: one package, with the files for the inside of slots as data."""

import subprocess
import sys
import zipfile
from pathlib import Path

from verifiers.sandbox.image import listed_files

ROOT = Path(__file__).parents[1]


def test_the_wheel_has_one_top_level_name(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "installed")
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {"verifiers"}
    inside = {name.removeprefix("verifiers/_sandbox/") for name in names if name.startswith("verifiers/_sandbox/")}
    assert {*listed_files(), "private_root.py", "seccomp.json", "base.sh"} <= inside
    assert "verifiers/code/answers.hpp" in names
    assert [name for name in names if name.endswith(".pyc")] == []
    code = "from verifiers.sandbox.walls import files_for_slots; print(files_for_slots())"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "installed", check=True, capture_output=True, text=True,
        env={"PYTHONPATH": str(tmp_path / "installed")},
    )  # fmt: skip
    assert found.stdout.strip() == str(tmp_path / "installed/verifiers/_sandbox")
