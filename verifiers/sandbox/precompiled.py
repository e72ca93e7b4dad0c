"""bits/stdc++.h, precompiled for the local wall: two thirds of what compiling a program that includes it costs.

Made by the host's own compiler when the first C++ program comes, outside of any slot and from nothing but the
compiler's headers, and kept in the user's cache (some 100 MB). Slots see the folder read-only at /pch, where an image
has its own. Without it everything works, slower.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import tempfile
import threading
from pathlib import Path

from verifiers.sandbox.languages import languages

SECONDS = 300
"""It takes three and a half."""
_lock = threading.Lock()


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


def make(place: Path) -> None:
    """Precompile, if that has not been done. Failing costs only time, at every program."""
    target, header_itself = place / "bits" / "stdc++.h.gch", place / "bits" / "stdc++.h"
    with _lock, contextlib.suppress(OSError, subprocess.SubprocessError):
        if target.exists() and header_itself.exists():
            return
        with tempfile.TemporaryDirectory(dir=place.parent) as scratch:
            source, made = Path(scratch, "all.h"), Path(scratch, "all.h.gch")
            source.write_text("#include <bits/stdc++.h>\n")
            flags = [flag for flag in _command()[1:] if flag.startswith(("-O", "-std"))]
            found = subprocess.run(
                [_command()[0], *flags, "-M", str(source)], capture_output=True, text=True, check=True, timeout=SECONDS
            )
            header = next(word for word in found.stdout.split() if word.endswith("/bits/stdc++.h"))
            subprocess.run(
                [_command()[0], *flags, "-x", "c++-header", header, "-o", str(made)],
                capture_output=True,
                check=True,
                timeout=SECONDS,
            )
            # The compiler looks for a file where it found the precompiled one, when a program includes it again.
            source.write_text("#include_next <bits/stdc++.h>\n")
            for file, lasting in ((source, header_itself), (made, target)):
                file.chmod(0o644)
                file.replace(lasting)  # whole or not at all: others may be looking


def _command() -> list[str]:
    return list(languages()["cpp"].compile)
