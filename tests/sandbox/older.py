"""A kernel whose Landlock is older than this one's."""

import shutil

from verifiers.sandbox import landlock, local
from verifiers.sandbox.walls import files_for_slots


def make_older(patch, folder, version):
    """Make this kernel's Landlock look older, by a copy of the sandbox's files that is told another version."""
    copy = folder / "sandbox"
    shutil.copytree(files_for_slots(), copy)
    confine = copy / "confine.py"
    told = "return max(0, int(_syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(1))))"
    text = confine.read_text()
    assert told in text
    confine.write_text(text.replace(told, f"return {version}"))
    for place in (copy, *copy.parents):
        if place.owner() == "root" and str(place).startswith("/tmp/"):
            place.chmod(0o755)
    patch.setattr(local, "files_for_slots", lambda: copy)
    patch.setattr(landlock, "version", lambda: version)
