"""Inside of a booted host: open the local wall as several users, and run a core of attacks and of honest programs.

As root, `python3 inside.py` goes through all users; `python3 inside.py USER` is one of them. Each prints a line, `CELL`
and JSON: user, level, attacks [held, of], honest [right, of], wrong [what was]; or no level, and the reason.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "tests")]

_DEFAULT = (
    *("chown", "dac_override", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap", "net_bind_service"),
    *("net_raw", "sys_chroot", "mknod", "audit_write", "setfcap"),
)
"""What Docker leaves to root in a container."""
_ORDINARY = ["--reuid=1000", "--regid=1000", "--clear-groups", "--inh-caps=-all"]
USERS: dict[str, tuple[list[str], str]] = {
    "root": ([], "15000"),
    "root, Docker's default capabilities": (
        ["--inh-caps=-all", "--bounding-set=-all," + ",".join(f"+{name}" for name in _DEFAULT)],
        "0",
    ),
    "a user with user namespaces": (_ORDINARY, "15000"),
    "a user without": (_ORDINARY, "0"),
}
"""How each comes about: options of setpriv(1), and how many user namespaces there may be."""
ATTACKS = (
    *("zygote_kill.py", "zygote_stop.py", "zygote_tgkill.py", "trace_zygote.py", "prlimit_others.py", "realtime.py"),
    *("fork_chain.py", "phoenix.py", "subreaper.py", "stopped_children.py", "zombies.py", "clone_namespaces.py"),
    *("proc_1_root.py", "handle_to_file.py", "exec_set_uid.py", "device_nodes.py", "symlinks_in_scratch.py"),
    *("lock_channel.py", "state_socket_file.py", "state_shm_posix.py", "sockets.py", "fd_spray.py", "forged_frame.py"),
)
HONEST = {
    "print(input())": b"in\n",
    "import asyncio\nasync def f(): return 3\nprint(asyncio.run(f()))": b"3\n",
    "import threading\nt = threading.Thread(target=print, args=(4,))\nt.start()\nt.join()": b"4\n",
    "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'print(5)'])": b"5\n",
    "import tempfile\nwith tempfile.TemporaryFile() as f: print(f.write(b'six'))": b"3\n",
    "import os\nif os.fork() == 0: os._exit(7)\nprint(os.waitstatus_to_exitcode(os.wait()[1]))": b"7\n",
    "from decimal import *\nfrom fractions import *\nprint(Decimal(1) / 8, Fraction(1, 3))": b"0.125 1/3\n",
    "import os\nfor _ in range(4): os.system('echo e | tr e 8 | cat')": b"8\n" * 4,
    "import sys\nsys.setrecursionlimit(9999)\ndef f(n): return n and f(n - 1)\nprint(f(5000))": b"0\n",
}


def cell(user: str) -> dict[str, object]:
    """What this user gets."""
    from attack_corpus import failure

    from verifiers.sandbox import Program, SandboxUnavailable, open_sandbox
    from verifiers.sandbox.landlock import version

    told: dict[str, object] = {"user": user, "landlock": version()}
    try:
        sandbox = open_sandbox("local", slots=1)
    except SandboxUnavailable as error:
        return {**told, "level": None, "reason": str(error)}
    with sandbox:
        wrong = []
        for source, expected in HONEST.items():
            result = sandbox.run(Program("python", source), b"in\n")
            if (result.outcome, result.stdout) != ("ok", expected):
                wrong.append(f"{source!r}: {result.outcome} {result.detail} {result.stderr[-300:]!r}")
        honest = len(HONEST) - len(wrong)
        found = [failure(sandbox, HERE / "tests" / "attacks" / name) for name in ATTACKS]
        held = found.count("")
        wrong += [one for one in found if one]
        return {
            **told,
            "level": sandbox.wall.name,
            "attacks": [held, len(ATTACKS)],
            "honest": [honest, len(HONEST)],
            "wrong": wrong,
        }


def main() -> None:
    """All users, or the one that is named."""
    if len(sys.argv) > 1:
        print("CELL " + json.dumps(cell(sys.argv[1])), flush=True)
        return
    for user, (options, namespaces) in USERS.items():
        Path("/proc/sys/user/max_user_namespaces").write_text(namespaces)
        # As Ubuntu has it, and most who have Yama: none but an ancestor may look into a process.
        Path("/proc/sys/kernel/yama/ptrace_scope").write_text("1")
        command = ["setpriv", *options] if options else []
        subprocess.run([*command, sys.executable, __file__, user], check=False, cwd="/tmp")


if __name__ == "__main__":
    main()
