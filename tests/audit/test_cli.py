"""`verify-cli audit`: exit codes, the table, the file, and what is said to whoever uses it wrongly."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from verifiers.audit import AUDIT

pytestmark = pytest.mark.slow

REWARDS = Path(__file__).with_name("rewards.py")


def run(*arguments):
    command = [sys.executable, "-c", "from verifiers.cli import main; main()", "audit", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_all_holds():
    result = run("verifiers:format_reward")
    assert result.returncode == 0
    assert f"audit {AUDIT}: format (think) 51/51" in result.stdout
    assert "not applicable: scores a plainly right answer" in result.stdout
    assert "matters of taste, not counted: one-line: paid" in result.stdout
    assert result.stderr == ""


def test_one_does_not(tmp_path):
    path = tmp_path / "report.json"
    result = run(f"{REWARDS}:loose_tags", "--area", "format", "--json", path)
    assert result.returncode == 1
    assert "failed format/answer/text-behind: paid: scored 1.0, as much as a right answer" in result.stdout
    assert "because:  `$` matches at every line's end" in result.stdout
    assert "[measured: open-r1, ROLL]" in result.stdout
    report = json.loads(path.read_text())
    assert {name: report[name] for name in ("audit", "seed", "held")} == {"audit": AUDIT, "seed": 0, "held": False}
    assert report["score"] in result.stdout
    (area,) = report["areas"]
    assert {"area", "applies", "shape", "frame", "passed", "total", "probes"} == set(area)
    assert (area["shape"], area["frame"]) == ("trl", "think and answer")
    statuses = [probe["status"] for probe in area["probes"]]
    assert area["passed"] == statuses.count("passed")
    assert area["total"] == len(statuses) - statuses.count("choice")
    for probe in area["probes"]:
        failed = probe["status"] in {"failed", "unproven"}
        assert {"id", "status", "score", "said"} <= set(probe)
        assert ("why" in probe) == failed
        if failed and "behaviour" not in probe["id"]:
            assert set(probe["input"]) == {"completion", "reference", "prompt", "source"}
            assert len(probe["input"]["completion"]) < 2_100


def test_json_on_standard_output_is_all_there_is():
    result = run("verifiers:format_reward", "--area", "format", "--json", "-")
    assert json.loads(result.stdout)["held"]


def test_one_probe_is_printed_in_full():
    result = run(f"{REWARDS}:loose_tags", "--probe", "format/answer/text-behind")
    assert result.returncode == 1
    assert result.stdout.startswith("format/answer/text-behind: failed, paid")
    assert '"completion": "<think>' in result.stdout
    assert "called as: trl, think and answer" in result.stdout


def test_no_area_applies():
    result = run(f"{REWARDS}:raises_always")
    assert result.returncode == 1
    assert "not applicable: as plain: raised RuntimeError: no luck today" in result.stdout
    assert "not audited, since no area applies: as plain: raised" in result.stdout


def test_another_interpreter():
    """One that lacks this package altogether: the worker needs nothing of it."""
    lonely = "import sys; sys.path[:] = [p for p in sys.path if 'site-packages' not in p]; import verifiers"
    assert subprocess.run([sys.executable, "-I", "-S", "-c", lonely], capture_output=True, check=False).returncode == 1
    result = run(f"{REWARDS}:exact", "--probe", "math/number/integer", "--python", Path(sys.executable).resolve())
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["mth"], "unknown reward 'mth' (did you mean 'math'?)"),
        (["math(frm=any)"], "math has no setting 'frm' (did you mean 'form'?)"),
        ([":nothing"], "':nothing' names no function: it is MODULE:FUNCTION or FILE.py:FUNCTION"),
        (["nowhere.py:f"], "there is no file nowhere.py"),
        (["no_such_module:f"], "cannot load no_such_module:f: ModuleNotFoundError: No module named 'no_such_module'"),
        (["verifiers:nothing"], "cannot load verifiers:nothing: AttributeError"),
        (["verifiers:VERDICTS"], "which cannot be called"),
        (["verifiers:math_reward", "--area", "maths"], "unknown area 'maths': the areas are math, format"),
        (["verifiers:math_reward", "--shape", "x"], "unknown shape 'x': the shapes are trl, trl-chat"),
        (["verifiers:math_reward", "--probe", "math/number/integr"], "did you mean math/number/integer"),
        (["verifiers:math_reward", "--probe", "math/off/by-one", "--area", "math"], "--probe names its area itself"),
        (["verifiers:math_reward", "--seconds", "inf"], "--seconds is a bound, and has to be finite"),
        (["verifiers:math_reward", "--python", "/nowhere/python"], "/nowhere/python cannot be run"),
        (
            ["verifiers:format_reward", "--probe", "format/right/plain", "--json", "/nowhere/x.json"],
            "cannot write /nowhere/x.json",
        ),
    ],
)
def test_wrong_usage_is_a_sentence(arguments, sentence):
    result = run(*arguments)
    assert result.returncode == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_module_that_exits_or_prints_while_it_is_imported(tmp_path):
    path = tmp_path / "leaves.py"
    path.write_text("import sys\nprint('{}')\nsys.exit(3)\n")
    result = run(f"{path}:f")
    assert (result.returncode, "SystemExit: 3" in result.stderr) == (2, True)
