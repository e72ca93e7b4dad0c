"""The antlr runtimes that we allow are those with which math-verify's parser imports; `.ci/trainers` installs them."""

import re
from pathlib import Path

import pytest

requirements = pytest.importorskip("packaging.requirements")
PROJECT = (Path(__file__).resolve().parents[2] / "pyproject.toml").read_text(encoding="utf-8")


def required(name):
    (found,) = re.findall(rf'^    "({name}[^"]*)",$', PROJECT, re.MULTILINE)
    return requirements.Requirement(found)


@pytest.mark.parametrize(
    ("version", "works"),
    [
        ("4.9.3", True),  # what Hydra and OmegaConf pin
        ("4.11.0", True),
        ("4.11.1", True),
        ("4.13.2", True),
        ("4.9.2", False),
        ("4.10", False),
        ("4.12.0", False),
        ("4.13.0", False),
        ("4.13.1", False),
        ("4.14", False),
    ],
)
def test_the_range(version, works):
    assert required("antlr4-python3-runtime").specifier.contains(version) is works


def test_no_extra_pins_another():
    assert required("math-verify").extras == set()
