"""The figures are drawn from a result, whatever arms it has."""

import pytest

pytest.importorskip("matplotlib", reason="the figures need matplotlib: pip install --group grpo")

from benchmarks.grpo.figures import draw


def a_run(reward, update, seed):
    history = [
        {"step": step, "proxy": 0.5 + step / 10, "sampled": 0.2 + step / 10, "greedy": 0.4, "standard_error": 0.02}
        for step in range(3)
    ]
    return {
        "reward": reward,
        "update": update,
        "seed": seed,
        "history": history,
        "setting": {"prompts": 4, "group": 4},
    }


@pytest.mark.parametrize(
    ("runs", "names"),
    [
        ([("r1_zero", "policy-gradient", 0), ("r1_zero", "policy-gradient", 1)], {"hacking.png", "learning.png"}),
        ([("r1_zero", "derivative-free", 0)], {"learning.png"}),
        ([("any-box", "policy-gradient", 3)], {"hacking.png"}),
        ([], set()),
    ],
)
def test_figures(tmp_path, runs, names):
    result = {"parameters": 1, "machine": {"device": "a machine"}, "runs": [a_run(*one) for one in runs]}
    made = draw(result, tmp_path)
    assert {path.name for path in made} == names
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in made)
