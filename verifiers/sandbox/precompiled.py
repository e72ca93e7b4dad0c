"""bits/stdc++.h, precompiled for the local wall: two thirds of what compiling a program that includes it costs.

Made by the host's own compiler, outside of any slot and from nothing but the compiler's headers, and kept in the user's
cache (some 100 MB). Slots see the folder read-only at /pch, where an image has its own. Without it everything works,
slower: so it is made in the background, beside the programs that are compiled meanwhile, and only once enough of them
have included it to have paid for it. Others never meet it.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import threading
from pathlib import Path

from verifiers.sandbox.languages import languages

ENOUGH = 4
"""Programs that include the header before it is made: making it costs some 4 seconds of CPU, each loses 1.2 without."""
SECONDS = 300
"""It takes three and a half."""
_INCLUDES = re.compile(rb"^[ \t]*#[ \t]*include[ \t]*[<\"]bits/stdc\+\+\.h[>\"]", re.MULTILINE)
_lock = threading.Lock()
_including = 0
_making: subprocess.Popen[bytes] | None = None


def folder() -> Path | None:
    """The folder for slots to see, perhaps still empty; `None` where there is no compiler or no cache to write to."""
    command = _command()
    try:
        compiler = Path(command[0]).resolve(strict=True)
        told = compiler.stat()
        key = hashlib.sha256(json.dumps([str(compiler), told.st_mtime_ns, told.st_size, command]).encode()).hexdigest()
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        place = cache / "verify-cli" / f"pch-{key[:16]}"
        (place / "bits").mkdir(parents=True, exist_ok=True)
        for made in (place, place / "bits"):
            made.chmod(0o755)  # runs have a user of their own
    except (OSError, RuntimeError):
        return None
    return place


def see(place: Path, source: bytes) -> threading.Thread | None:
    """Take note of a program that is to be compiled. Returns what makes the header from now on, if this begins it."""
    global _including  # noqa: PLW0603 - how many this process has compiled
    if not _INCLUDES.search(source):
        return None
    with _lock:
        _including += 1
        if _including != ENOUGH:
            return None
    thread = threading.Thread(target=make, args=(place,), name="precompiled header", daemon=True)
    thread.start()
    return thread


def make(place: Path) -> None:
    """Precompile, if that has not been done and nobody else does it. Failing costs only time, at every program."""
    target, header_itself = place / "bits" / "stdc++.h.gch", place / "bits" / "stdc++.h"
    with contextlib.suppress(OSError, subprocess.SubprocessError), (place / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if target.exists() and header_itself.exists():
            return
        # One name, under the lock: what was killed leaves one folder at most.
        scratch = place.with_name(f"{place.name}-making")
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        try:
            source, made = scratch / "all.h", scratch / "all.h.gch"
            source.write_text("#include <bits/stdc++.h>\n")
            flags = [flag for flag in _command()[1:] if flag.startswith(("-O", "-std"))]
            found = _run([_command()[0], *flags, "-M", str(source)])
            header = next(word for word in found.split() if word.endswith("/bits/stdc++.h"))
            _run([_command()[0], *flags, "-x", "c++-header", header, "-o", str(made)])
            # The compiler looks for a file where it found the precompiled one, when a program includes it again.
            source.write_text("#include_next <bits/stdc++.h>\n")
            for file, lasting in ((source, header_itself), (made, target)):
                file.chmod(0o644)
                file.replace(lasting)  # whole or not at all: others may be looking
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def _run(command: list[str]) -> str:
    """What it prints. It leaves the processors to others, and ends with this process."""
    global _making
    with subprocess.Popen(["nice", *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as _making:  # noqa: S607
        try:
            printed, _ = _making.communicate(timeout=SECONDS)
        except BaseException:
            _making.kill()
            raise
        if _making.returncode:
            raise subprocess.CalledProcessError(_making.returncode, command)
    return printed.decode(errors="replace")


@atexit.register
def _end() -> None:
    if _making is not None and _making.returncode is None:
        _making.kill()


def _command() -> list[str]:
    return list(languages()["cpp"].compile)
