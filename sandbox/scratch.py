"""The folders that a run may write to: emptied after it, and found empty. No link is ever followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence

MODE = 0o1777
MAX_FETCHED = 64 << 20
"""Bytes of all files that are read after one run: the binaries of compilers are megabytes."""
_LOOK = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def empty(folders: Sequence[str], user: int) -> bool:
    """Empty the folders after all processes of the run have ended. user: of the run, -1 if it had ours.

    Returns whether they are empty. What the runner may not remove, a process of the run's user does.
    """
    if user < 0:
        for folder in folders:
            os.chmod(folder, MODE)  # a run that is its owner may have locked it
    stubborn = [path for folder in folders for path in _names(folder) if not _unlinked(path)]
    if user < 0:
        for folder in folders:
            _blank(folder)
    if not stubborn:
        return True
    if user < 0:
        _remove_trees(folders)
    else:
        pid = os.fork()
        if pid == 0:
            try:
                os.setresgid(user, user, user)
                os.setresuid(user, user, user)
                _remove_trees(folders)
            finally:
                os._exit(0)
        os.waitpid(pid, 0)
    return not any(_names(folder) for folder in folders)


def within(folders: Sequence[str], size: int, files: int) -> bool:
    """Whether what lies in the folders takes no more than so many bytes of so many files and folders.

    For a file system that has no such bounds of its own. Files without a name, which nobody can find, are not seen.
    """
    todo = [*folders]
    while todo:
        try:
            for entry in os.scandir(todo.pop()):
                status = entry.stat(follow_symlinks=False)
                files, size = files - 1, size - status.st_blocks * 512
                if files < 0 or size < 0:
                    return False
                if stat.S_ISDIR(status.st_mode):
                    todo.append(entry.path)
        except (FileNotFoundError, NotADirectoryError):  # it has just been removed
            continue
        except OSError:  # a path too long to be walked is longer than anybody needs
            return False
    return True


def space(folder: str) -> int:
    """Bytes that the file system below a folder still has to give."""
    told = os.statvfs(folder)
    return told.f_bavail * told.f_frsize


def _blank(folder: str) -> None:
    """A folder has times and attributes, too: its owner could leave word in them for the next run."""
    os.utime(folder, (0, 0))
    try:
        for name in os.listxattr(folder):
            os.removexattr(folder, name)
    except OSError:  # a file system without them
        pass


def _names(folder: str) -> list[bytes]:
    root = os.fsencode(folder)
    return [os.path.join(root, name) for name in os.listdir(root)]


def _unlinked(path: bytes) -> bool:
    try:
        os.unlink(path)
    except OSError:
        return False
    return True


def _remove_trees(folders: Sequence[str]) -> None:
    """Remove folders of any depth without descending: what lies in one is moved to the top, then it is removed.

    A path of a thousand levels is longer than the kernel takes, and a recursion of a thousand levels longer than
    the interpreter does.
    """
    number = 0
    for folder in folders:
        top = os.fsencode(folder)
        while True:
            paths = [path for path in _names(folder) if not _unlinked(path)]
            if not paths:
                break
            moved = 0
            for path in paths:
                try:
                    os.chmod(path, 0o700)
                    for inner in _names(os.fsdecode(path)):
                        if not _unlinked(inner):
                            if stat.S_ISDIR(os.lstat(inner).st_mode):
                                os.chmod(inner, 0o700)
                            number += 1
                            os.rename(inner, os.path.join(top, b".%d.removed" % number))
                    os.rmdir(path)
                    moved += 1
                except OSError:
                    continue
            if not moved:
                return


def fetch(folder: str, names: Sequence[str]) -> dict[str, bytes]:
    """The contents of files that a run has left, as far as they are regular and within the bound.

    The run had a say in what lies there: no link is followed, on the way neither.
    """
    found: dict[str, bytes] = {}
    for name in names:
        content = _content(folder, name.split("/"), MAX_FETCHED - sum(map(len, found.values())))
        if content is not None:
            found[name] = content
    return found


def _content(folder: str, parts: Sequence[str], most: int) -> bytes | None:
    opened = [os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)]
    try:
        for part in parts[:-1]:
            opened.append(os.open(part, _LOOK | os.O_DIRECTORY, dir_fd=opened[-1]))
        opened.append(os.open(parts[-1], _LOOK, dir_fd=opened[-1]))
        status = os.fstat(opened[-1])
        if not stat.S_ISREG(status.st_mode) or status.st_size > most:
            return None
        with open(opened[-1], "rb", closefd=False) as file:
            return file.read(most)
    except OSError:
        return None
    finally:
        for descriptor in opened:
            os.close(descriptor)
