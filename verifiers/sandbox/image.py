"""The image of the docker wall: its name, and how it is built.

Its tag is a hash of the files that it is made of, so that a changed runner never meets a stale image.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from verifiers.sandbox import engine
from verifiers.sandbox.languages import languages as table
from verifiers.sandbox.run import SandboxUnavailableError
from verifiers.sandbox.walls import files_for_slots

REPOSITORY = "verify-cli-sandbox"
LABEL = "verify-cli.sandbox"
_DOCKERFILE = "Dockerfile"
_HASH_LENGTH = 16


def listed_files(folder: Path | None = None) -> dict[str, bytes]:
    """The Dockerfile and the files that it copies by name: nothing else of the folder goes into the image."""
    folder = folder or files_for_slots()
    dockerfile = (folder / _DOCKERFILE).read_text()
    [copied] = [line.split()[1:-1] for line in dockerfile.splitlines() if line.startswith("COPY ")]
    return {name: (folder / name).read_bytes() for name in (_DOCKERFILE, *copied)}


def image_name(folder: Path | None = None) -> str:
    """The image that belongs to the files of this installation."""
    digest = hashlib.sha256()
    for name, content in sorted(listed_files(folder).items()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return f"{REPOSITORY}:{digest.hexdigest()[:_HASH_LENGTH]}"


def packages(more: Sequence[str] = (), languages: Sequence[str] = ()) -> list[str]:
    """The Debian packages of the languages that the table has by default, of these languages, and more.

    Raises ValueError for a language that the table does not have.
    """
    unknown = [name for name in languages if name not in table()]
    if unknown:
        msg = f"unknown language {unknown[0]!r}: there are {', '.join(table())}"
        raise ValueError(msg)
    wanted = [name for one in table().values() if one.default or one.name in languages for name in one.packages]
    return [*dict.fromkeys([*wanted, *more])]


def build(
    *,
    base: str | None = None,
    more_packages: Sequence[str] = (),
    languages: Sequence[str] = (),
    tag: str | None = None,
    network: str | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> str:
    """Build the image; returns its name. `say` gets the engine's words, a line at a time.

    base: an image with Debian's apt, or one that has all packages already (sandbox/base.sh makes one).
    more_packages: Debian packages beyond those of the languages: libraries for programs.
    languages: those of the table that are added to Python, C and C++.
    network: of the building containers: `host`, `none`, or the engine's default.

    Raises ValueError for a language that the table does not have, SandboxUnavailable when there is no engine, or the
    image cannot be built.
    """
    name = tag or image_name()
    arguments = {"PACKAGES": " ".join(packages(more_packages, languages)), **({"BASE": base} if base else {})}
    api = engine.connect()
    try:
        with engine.explained():
            answers = api.build(
                fileobj=_context(),
                custom_context=True,
                tag=name,
                buildargs=arguments,
                network_mode=network,
                labels={LABEL: "image"},
                rm=True,
                forcerm=True,
                decode=True,
            )
            for answer in answers:
                _hear(answer, say)
    finally:
        api.close()
    return name


def _hear(answer: dict[str, Any], say: Callable[[str], None]) -> None:
    if "error" in answer:
        reason = " ".join(str(answer["error"]).split())
        msg = f"the image cannot be built: {reason}"
        if any(sign in reason for sign in ("://", "pull", "registry", "manifest")):
            script = files_for_slots() / "base.sh"
            msg = f"{msg} (without a registry: `{script} BASE`, then `verify-cli sandbox build --base BASE`)"
        raise SandboxUnavailableError(msg)
    for line in str(answer.get("stream", "")).splitlines():
        if line.strip():
            say(line)


def _context() -> io.BytesIO:
    """What the engine gets: the listed files, without owners and dates."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for name, content in listed_files().items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            entry.mode = 0o644
            tar.addfile(entry, io.BytesIO(content))
    archive.seek(0)
    return archive
