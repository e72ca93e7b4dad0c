"""The recipe for a reward is true: followed to the letter in a copy, it gives a reward that works everywhere."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "CONTRIBUTING.md"
pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="no CONTRIBUTING.md here")


def edited(path, before, after):
    text = path.read_text(encoding="utf-8")
    assert before in text, f"{path.name} has no {before!r} any more: mend the recipe"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_a_reward_by_the_recipe(tmp_path):
    recipe = re.search(r"## Recipe: a reward\n.*?```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    source = "".join(line.removeprefix("   ") for line in recipe[1].splitlines(keepends=True))
    package = tmp_path / "verifiers"
    shutil.copytree(ROOT / "verifiers", package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "sandbox", tmp_path / "sandbox", ignore=shutil.ignore_patterns("__pycache__"))
    (package / "exact.py").write_text(source, encoding="utf-8")
    edited(package / "__init__.py", "__all__ = [\n", '__all__ = [\n    "ExactReward",\n')
    edited(package / "__init__.py", "_MODULES = {\n", '_MODULES = {\n    "ExactReward": "exact",\n')
    edited(
        package / "names" / "table.py",
        '    "math": "MathReward",\n',
        '    "math": "MathReward",\n    "exact": "ExactReward",\n',
    )
    rows = [
        {"completion": "<think>Hm.</think> four", "answer": "four"},
        {"completion": "four", "answer": "five"},
        {"completion": "<think>four", "answer": "four"},
        {"completion": "four", "answer": 4},
    ]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    command = "import sys; sys.path.insert(0, '.'); from verifiers.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", command, "score", "rows.jsonl", "-r", "exact(reasoning=r1)", "-r", "format", "--json"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["parts"]["exact"]["outcomes"] == {"bad_reference": 1, "correct": 1, "incorrect": 2}
    code = (
        "from verifiers import ExactReward, combine, format_reward; import pickle\n"
        "reward = combine({ExactReward(): 1, format_reward: 1})\n"
        "assert pickle.loads(pickle.dumps(reward)) == reward\n"
        "assert reward(['<think>a</think> b'], ['b']) == [2.0]"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
