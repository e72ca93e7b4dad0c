"""Walls on kernels of several ages and machines: Debian's, booted in qemu by software emulation.

    python benchmarks/sandbox/hosts/boot.py                     the whole matrix; the table goes into docs/sandbox.md
    python benchmarks/sandbox/hosts/boot.py bookworm/amd64      some cells, printed

Exit code 1: an attack was not held, an honest program failed, or a kernel with Landlock gave no wall.

Needs qemu-system, mmdebstrap, cpio and apt, on a Debian, as root. Each kernel is the one of Debian's archive; what lies
around it is always Debian 12's python3, in memory. In each, inside.py tries the local wall as several users.

Emulation is some twenty times slower than the machine: what is measured is what holds, not how fast.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"), "verify-cli", "hosts")
CELLS = {
    "bullseye/amd64": "Debian 11, x86-64",
    "bookworm/amd64": "Debian 12, x86-64",
    "trixie/amd64": "Debian 13, x86-64",
    "bookworm/arm64": "Debian 12, arm64",
}
PACKAGES = "python3,util-linux,busybox-static,dash,coreutils,libc-bin,base-files"
MEMORY_MB = 2048
MAX_SECONDS = 3000
_QEMU = {
    "amd64": ["qemu-system-x86_64", "-cpu", "max", "-append", "console=ttyS0 quiet panic=-1"],
    "arm64": ["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a72", "-append", "console=ttyAMA0 quiet panic=-1"],
}
_INIT = """#!/bin/busybox sh
# The first root is one that nobody can leave by pivot_root(2): go to another one.
/bin/busybox mount -t devtmpfs dev /dev
exec >/dev/console 2>&1 </dev/console
/bin/busybox mkdir /new
/bin/busybox mount -t tmpfs -o size=80%,mode=755 new /new
for folder in bin sbin lib lib64 usr etc var verify; do
    [ -e /$folder ] && /bin/busybox cp -a /$folder /new/
done
/bin/busybox mkdir /new/proc /new/sys /new/dev /new/tmp /new/run
/bin/busybox chmod 1777 /new/tmp
/bin/busybox mount -t devtmpfs dev /new/dev
exec /bin/busybox switch_root /new /verify/host/second
"""
_SECOND = """#!/bin/busybox sh
exec >/dev/console 2>&1 </dev/console
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sys /sys
/bin/busybox mkdir /dev/shm && /bin/busybox mount -t tmpfs -o mode=1777 shm /dev/shm
export PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8
echo KERNEL $(/bin/busybox uname -r)
python3 /verify/host/inside.py
/bin/busybox poweroff -f
"""


def main() -> None:
    """Boot the cells that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("cells", nargs="*", metavar="CELL", help=f"of {', '.join(CELLS)}; all, by default")
    named = parser.parse_args().cells
    found = {cell: boot(cell) for cell in named or CELLS}
    table = "\n".join(rows(found))
    print(table)
    if not named:
        into_docs(table)
    sys.exit(not all(cells["users"] and all(map(is_right, cells["users"])) for cells in found.values()))


def is_right(user: dict[str, Any]) -> bool:
    """Whether nothing went wrong, and there is a wall if the kernel has Landlock."""
    return not user.get("wrong") and bool(user["level"] or not user["landlock"])


def boot(cell: str) -> dict[str, Any]:
    """The kernel's release, how long it took, and what each user got."""
    suite, arch = cell.split("/")
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        disk = Path(folder, "memory")
        disk.write_bytes(userland(arch).read_bytes() + ours(Path(folder)))
        command = [
            *_QEMU[arch],
            *("-accel", "tcg,thread=multi", "-smp", "2", "-m", str(MEMORY_MB), "-display", "none", "-net", "none"),
            *("-no-reboot", "-serial", "stdio", "-monitor", "none"),
            *("-kernel", str(kernel(suite, arch)), "-initrd", str(disk)),
        ]
        said = Path(folder, "said")
        with said.open("wb") as file:
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=file, timeout=MAX_SECONDS)
        text = said.read_text(errors="replace")
    lines = [line.strip() for line in text.splitlines()]
    release = next((line.split()[1] for line in lines if line.startswith("KERNEL ")), "it did not boot")
    users = [json.loads(line[5:]) for line in lines if line.startswith("CELL ")]
    if not users:
        print(text[-3000:], file=sys.stderr)
    return {"release": release, "users": users, "seconds": time.monotonic() - begin}


def mirror() -> str:
    """Where this host's own apt gets Debian's packages."""
    command = ["apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages"]
    sites = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    found = next((site for site in sites if site.rstrip("/").endswith("/debian")), None)
    if found is None:
        sys.exit("this host's apt has no mirror of Debian: run 'apt-get update' on a Debian host first")
    return found


def kernel(suite: str, arch: str) -> Path:
    """The kernel of a release, from its package."""
    place = CACHE / f"{suite}-{arch}"
    found = [*place.glob("vmlinu*")]
    if found:
        return found[0]
    for name in ("state/lists/partial", "cache/archives/partial", "unpacked"):
        (place / name).mkdir(parents=True, exist_ok=True)
    (place / "sources.list").write_text(
        f"deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {mirror()} {suite} main\n"
    )
    (place / "state/status").touch()
    options = {
        "Dir::State": place / "state",
        "Dir::State::status": place / "state/status",
        "Dir::Cache": place / "cache",
        "Dir::Etc::sourcelist": place / "sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "APT::Architecture": arch,
        "APT::Architectures": arch,
        "APT::Sandbox::User": "root",
    }
    apt = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
    subprocess.run(["apt-get", *apt, "-qq", "update"], check=True)
    depends = subprocess.run(
        ["apt-cache", *apt, "depends", f"linux-image-{arch}"], check=True, capture_output=True, text=True
    ).stdout
    package = next(word for word in depends.split() if word.startswith("linux-image-") and word[12].isdigit())
    subprocess.run(["apt-get", *apt, "-qq", "download", package], check=True, cwd=place)
    [archive] = place.glob("*.deb")
    subprocess.run(["dpkg-deb", "-x", archive, place / "unpacked"], check=True)
    [image] = (place / "unpacked/boot").glob("vmlinu*")
    image.rename(place / image.name)
    shutil.rmtree(place / "unpacked")
    return place / image.name


def userland(arch: str) -> Path:
    """Debian 12's python3 and what it needs, as an archive for memory; nothing of it is run here."""
    archive = CACHE / f"userland-{arch}.cpio"
    if not archive.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [
                    *("mmdebstrap", "--quiet", "--variant=extract", f"--architectures={arch}", f"--include={PACKAGES}"),
                    *("--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr", "bookworm", folder, mirror()),
                ],
                check=True,
            )
            for name in ("usr/share/doc", "usr/share/man", "usr/share/locale", "var/lib/apt", "var/cache/apt"):
                shutil.rmtree(Path(folder, name), ignore_errors=True)
            packed(Path(folder), archive)
    return archive


def ours(folder: Path) -> bytes:
    """The package, the attacks and the scripts, as another archive behind the first."""
    top = folder / "ours"
    verify = top / "verify/host"
    names = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "verifiers", verify / "verifiers", ignore=names)
    shutil.copytree(ROOT / "sandbox", verify / "sandbox", ignore=names)
    shutil.copytree(ROOT / "tests/sandbox/attacks", verify / "tests/attacks", ignore=names)
    shutil.copy(ROOT / "tests/sandbox/attack_corpus.py", verify / "tests")
    shutil.copy(HERE / "inside.py", verify)
    for path, text in ((top / "init", _INIT), (verify / "second", _SECOND)):
        path.write_text(text)
        path.chmod(0o755)
    packed(top, folder / "ours.cpio")
    return (folder / "ours.cpio").read_bytes()


def packed(folder: Path, archive: Path) -> None:
    """A folder as the kernel unpacks it."""
    with archive.with_suffix(".part").open("wb") as file:
        subprocess.run("find . | cpio --quiet -o -H newc -R 0:0", shell=True, check=True, cwd=folder, stdout=file)
    archive.with_suffix(".part").rename(archive)


def rows(found: dict[str, dict[str, Any]]) -> list[str]:
    """A table in Markdown."""
    lines = ["| host | kernel | Landlock | user | wall | attacks held | honest programs |"]
    lines.append("| --- | --- | ---: | --- | --- | ---: | ---: |")
    for cell, told in found.items():
        for user in told["users"]:
            wall = user["level"] or f"none: {user['reason'].rpartition(': ')[2]}"
            counts = [f"{user[name][0]} of {user[name][1]}" if user["level"] else "" for name in ("attacks", "honest")]
            row = (CELLS[cell], told["release"], user["landlock"], user["user"], wall, *counts)
            lines.append(f"| {' | '.join(map(str, row))} |")
        lines.extend(f"<!-- {wrong[:300]} -->" for user in told["users"] for wrong in user.get("wrong", ()))
    return lines


def into_docs(table: str) -> None:
    """Write the table where it is in docs/sandbox.md."""
    page = ROOT / "docs/sandbox.md"
    before, begin, rest = page.read_text().partition("<!-- hosts -->\n")
    _, end, after = rest.partition("<!-- /hosts -->\n")
    page.write_text(f"{before}{begin}{table}\n{end}{after}")


if __name__ == "__main__":
    main()
