"""The one line of `verify-cli doctor`: what this host gives, and the command that would give more."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from verifiers.cli.doctor import _lines
from verifiers.sandbox import doctor, landlock
from verifiers.sandbox.doctor import Report, WallReport

NO_ENGINE = WallReport("docker", available=False, reason="there is no Docker Engine at unix:///x: install one")
NO_IMAGE = WallReport("docker", available=False, reason="no image x: build it with `verify-cli sandbox build`")
NOT_ALLOWED = WallReport("docker", available=False, reason="this user may not speak to it (usermod -aG docker NAME)")
DOCKER = WallReport("docker", available=True, name="docker")
NO_LOCAL = WallReport("local", available=False, reason="no namespaces")


def local(level):
    return WallReport("local", available=True, name=f"local ({level})")


@pytest.mark.parametrize(
    ("walls", "line"),
    [
        ((DOCKER, local("root")), "This host gives docker, the best there is"),
        ((NO_IMAGE, local("user")), "This host gives local (user); for more: verify-cli sandbox build"),
        ((NOT_ALLOWED, NO_LOCAL), "This host gives no wall; for more: sudo usermod -aG docker $USER"),
        (
            (NO_ENGINE, local("root")),
            "This host gives local (root); for more: sudo apt-get install docker.io && verify-cli sandbox build",
        ),
    ],
)
def test_the_line(walls, line):
    assert Report(walls, ()).headline == line


@pytest.mark.parametrize(
    ("setting", "value", "command"),
    [
        ("kernel/apparmor_restrict_unprivileged_userns", "1", "kernel.apparmor_restrict_unprivileged_userns=0"),
        ("kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1"),
        ("user/max_user_namespaces", "0", "user.max_user_namespaces=15000"),
    ],
)
def test_what_keeps_a_user_from_namespaces_is_named(monkeypatch, tmp_path, setting, value, command):
    place = tmp_path / setting
    place.parent.mkdir()
    place.write_text(value + "\n")
    monkeypatch.setattr(doctor, "Path", lambda _, name: Path(tmp_path, name))
    monkeypatch.setattr(doctor.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/unshare")
    assert Report((NO_ENGINE, NO_LOCAL), ()).headline == f"This host gives no wall; for more: sudo sysctl {command}"


@pytest.mark.parametrize("level", ["landlock", "landlock-user"])
def test_a_weaker_level_says_what_it_does_not_hide(level):
    report = WallReport(
        "local", available=True, name=f"local ({level})", weaker=landlock.WEAKER[level], start_seconds=0.1
    )
    lines = _lines(Report((NO_ENGINE, report), ()))
    assert any("weaker: programs can see names, sizes and times of files" in line for line in lines)
    assert not any("weaker" in line for line in _lines(Report((NO_ENGINE, replace(report, weaker="")), ())))
