"""What this host can isolate, found out by doing it: each wall is opened and runs a program."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from verifiers.sandbox import landlock
from verifiers.sandbox.choice import WALLS, make_wall
from verifiers.sandbox.languages import languages
from verifiers.sandbox.run import COMPILE_LIMITS, Program, SandboxUnavailableError
from verifiers.sandbox.sandbox import Sandbox

_PATIENCE_SECONDS = 20.0
SMOKE = "3 5\n", "8"
"""What each language's smoke program reads, and the line that it writes."""


@dataclass(frozen=True)
class WallReport:
    """A wall, tried out."""

    wall: str
    available: bool
    name: str = ""
    """With its level."""
    reason: str = ""
    """Why not, and what to do."""
    weaker: str = ""
    """What it does not hide from programs, and others do."""
    start_seconds: float | None = None
    languages: tuple[str, ...] = ()
    """Those in which a program ran."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """Theirs, as the languages themselves say them."""
    lacking: Mapping[str, str] = field(default_factory=dict)
    """The other languages of the table, and why programs in them cannot be run."""


@dataclass(frozen=True)
class Fact:
    """Something of the host: whether it is as we would like it, and what to do if not."""

    about: str
    found: str
    good: bool
    advice: str = ""


@dataclass(frozen=True)
class Report:
    """Walls and facts."""

    walls: tuple[WallReport, ...]
    facts: tuple[Fact, ...]

    @property
    def chosen(self) -> WallReport | None:
        """The wall that `open_sandbox()` takes."""
        return next((wall for wall in self.walls if wall.available), None)

    @property
    def headline(self) -> str:
        """In one line what this host gives, and the one command that would give more."""
        gives = f"This host gives {self.chosen.name}" if self.chosen else "This host gives no wall"
        more = _more(self)
        return f"{gives}; for more: {more}" if more else f"{gives}, the best there is"

    def as_json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "headline": self.headline,
            "chosen": self.chosen.wall if self.chosen else None,
            "walls": [asdict(wall) for wall in self.walls],
            "facts": [asdict(fact) for fact in self.facts],
        }


_SETTINGS = {
    "kernel/apparmor_restrict_unprivileged_userns": ("1", "0"),
    "kernel/unprivileged_userns_clone": ("0", "1"),
    "user/max_user_namespaces": ("0", "15000"),
}
"""What keeps ordinary users from namespaces, where it has the first value, and the one that lets them."""


def _more(report: Report) -> str:
    """The one command that would give more than this; empty if nothing would."""
    docker = next((wall for wall in report.walls if wall.wall == "docker"), None)
    if docker is not None and docker.available:
        return ""
    if docker is not None and "sandbox build" in docker.reason:
        return "verify-cli sandbox build"
    if docker is not None and "usermod" in docker.reason:
        return "sudo usermod -aG docker $USER"
    if report.chosen is None or "landlock" in report.chosen.name:
        if shutil.which("unshare") is None:
            return "sudo apt-get install util-linux"
        for name, (bad, good) in _SETTINGS.items():
            place = Path("/proc/sys", name)
            if os.geteuid() != 0 and place.exists() and place.read_text().strip() == bad:
                return f"sudo sysctl {name.replace('/', '.')}={good}"
        if os.geteuid() == 0:
            return (
                "docker run --cap-add SYS_ADMIN --security-opt apparmor=unconfined …, where this container is started"
            )
    return "sudo apt-get install docker.io && verify-cli sandbox build"


def examine() -> Report:
    """Try everything out; takes about a second."""
    walls = tuple(_try(wall) for wall in WALLS)
    return Report(walls, (*_of_the_kernel(), *_of_the_engine()))


def _try(wall: str) -> WallReport:
    begin = time.perf_counter()
    try:
        with Sandbox(make_wall(wall), 1, COMPILE_LIMITS) as sandbox:
            seconds = time.perf_counter() - begin
            versions, lacking = _smoke(sandbox)
            return WallReport(
                wall,
                available=True,
                name=sandbox.wall.name,
                weaker=getattr(sandbox.wall, "weaker", ""),
                start_seconds=seconds,
                languages=tuple(versions),
                versions=versions,
                lacking=lacking,
            )
    except SandboxUnavailableError as error:
        return WallReport(wall, available=False, reason=str(error))


def _smoke(sandbox: Sandbox) -> tuple[dict[str, str], dict[str, str]]:
    """The versions of the languages whose smoke programs do what they should, and why the others' do not."""
    versions, lacking = {}, {}
    stdin, expected = SMOKE
    for language in languages().values():
        try:
            result = sandbox.run(Program(language.name, language.smoke), stdin.encode())
        except SandboxUnavailableError as error:
            lacking[language.name] = str(error)
            continue
        said = result.stdout.decode("utf-8", "replace").splitlines()
        if result.outcome == "ok" and said[:1] == [expected]:
            versions[language.name] = " ".join(said[1:2])
        else:
            words = (result.stderr or result.stdout).decode("utf-8", "replace").split()
            lacking[language.name] = f"its smoke program ends with {result.outcome}: {' '.join(words)[:200]}"
    return versions, lacking


# ------------------------------------------------------------------ the kernel


def _of_the_kernel() -> list[Fact]:
    if sys.platform != "linux":
        return [Fact("kernel", platform.system(), good=False, advice="only Linux has a local wall: use docker")]
    return [
        Fact("kernel", f"Linux {platform.release()}", good=True),
        _landlock(),
        _seccomp(),
        *_namespaces(),
        _cgroups(),
    ]


def _landlock() -> Fact:
    version = landlock.version()
    if version >= landlock.FILES:
        return Fact("Landlock", f"version {version}", good=True)
    advice = "without namespaces, the local wall takes Linux 5.13 with landlock among its security modules"
    return Fact("Landlock", "none", good=False, advice=advice)


def _seccomp() -> Fact:
    there = Path("/proc/sys/kernel/seccomp/actions_avail").exists()
    return Fact("seccomp", "yes" if there else "no", there, "" if there else "a kernel with CONFIG_SECCOMP_FILTER")


def _namespaces() -> list[Fact]:
    """Made for a moment, by root and by an ordinary user, as far as we are one of them."""
    if shutil.which("unshare") is None:
        return [Fact("namespaces", "unknown", good=False, advice="install util-linux, whose `unshare` makes them")]
    kinds = ["--mount", "--pid", "--net", "--ipc", "--uts", "--fork"]
    facts = []
    if os.geteuid() == 0:
        advice = (
            "the local wall's level is `landlock` then, or `landlock-user`; for a better one in a container, give it "
            "CAP_SYS_ADMIN and leave to mount, or use the docker wall with the host's engine"
        )
        facts.append(_unshared("namespaces as root", kinds, advice))
    advice = (
        "the local wall's level is `landlock-user` then; for a better one allow them: "
        "sysctl kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu), "
        "kernel.unprivileged_userns_clone=1 (older Debian), user.max_user_namespaces above 0"
    )
    facts.append(_unshared("namespaces as a user", ["--user", "--map-root-user", *kinds], advice))
    return facts


def _unshared(about: str, kinds: list[str], advice: str) -> Fact:
    try:
        run = subprocess.run(
            ["unshare", *kinds, "true"],  # noqa: S607 - the one of the search path is the one that is used
            capture_output=True,
            text=True,
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Fact(about, str(error), good=False, advice=advice)
    if run.returncode == 0:
        return Fact(about, "yes", good=True)
    return Fact(about, " ".join(run.stderr.split()) or "no", good=False, advice=advice)


def _cgroups() -> Fact:
    if Path("/sys/fs/cgroup/cgroup.controllers").exists():
        return Fact("cgroups", "version 2", good=True)
    if Path("/sys/fs/cgroup/memory").exists():
        return Fact("cgroups", "version 1", good=True)
    advice = "the docker wall bounds the memory of slots by them; the local wall does without"
    return Fact("cgroups", "none that we see", good=False, advice=advice)


# ------------------------------------------------------------------ the engine


def _of_the_engine() -> list[Fact]:
    from verifiers.sandbox import engine
    from verifiers.sandbox.image import image_name

    try:
        api = engine.connect()
        try:
            with engine.explained():
                info = api.info()
                images = [tag for image in api.images() for tag in image.get("RepoTags") or ()]
        finally:
            api.close()
    except SandboxUnavailableError as error:
        return [Fact("Docker Engine", "none", good=False, advice=str(error))]
    found = f"{info['ServerVersion']} at {engine.address()}, cgroups version {info.get('CgroupVersion', '1')}"
    runtimes = sorted(info.get("Runtimes", {}))
    second_kernel = any(name.startswith(("runsc", "kata")) for name in runtimes)
    advice = (
        ""
        if second_kernel
        else 'gVisor, known to the engine as `runsc`, is a second kernel: DockerWall(runtime="runsc")'
    )
    image = image_name()
    there = image in images
    return [
        Fact("Docker Engine", found, good=True),
        Fact("its runtimes", ", ".join(runtimes), good=True, advice=advice),
        Fact("its image", image, there, "" if there else "absent: build it with `verify-cli sandbox build`"),
    ]
