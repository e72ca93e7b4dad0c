"""Compile a Java source and pack it with its main class's name: `build_java.py SOURCE JAR LIBRARY…`, run in a slot.

The compiler wants a file of the public class's name, and programs call that class what they like. What is started is
the class with a `main`: the public one if it has it, else `Main`, else the first that does; with JUnit among the
libraries, its launcher. Libraries that are not there are left out.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile

_COMMENTS_AND_TEXTS = re.compile(
    r'"""(?:[^\\"]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|//[^\n]*|/\*.*?\*/', re.DOTALL
)
_PUBLIC = re.compile(
    r"\bpublic\s+(?:(?:abstract|final|sealed|non-sealed|strictfp)\s+)*(?:class|interface|enum|record)\s+(\w+)"
)
_MAIN = b"([Ljava/lang/String;)V"
_MACHINE = "-Xmx512m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -XX:CompressedClassSpaceSize=64m"
"""A compiler's heap must not be a quarter of the host, as it is by default; and lives too briefly to be optimised."""
_COMPILER = ("javac", *(f"-J{option}" for option in _MACHINE.split()), "-nowarn", "-encoding", "UTF-8", "-d", "classes")


_LAUNCHER = "org.junit.platform.console.ConsoleLauncher"
_LINE = 70
"""Bytes of a manifest's line, at most 72 with its end; the next goes on behind a space."""


def main(source: str, jar: str, *libraries: str) -> int:
    """Returns the compiler's exit code."""
    there = [library for library in libraries if os.path.exists(library)]
    with open(source, encoding="utf-8", errors="replace") as file:
        code = _COMMENTS_AND_TEXTS.sub(" ", file.read())
    outermost = _PUBLIC.search(_without_bodies(code))
    name = outermost[1] if outermost else "Main"
    os.rename(source, f"{name}.java")
    path = ["-cp", ":".join(there)] if there else []
    ended = subprocess.run([*_COMPILER, *path, f"{name}.java"], check=False)
    if ended.returncode:
        return ended.returncode
    classes = sorted(
        os.path.relpath(os.path.join(folder, file), "classes")
        for folder, _, files in os.walk("classes")
        for file in files
    )
    started = _LAUNCHER if any("junit" in library for library in libraries) else _with_main(name, classes)
    if not started:
        print("no class of the program has a method main(String[])", file=sys.stderr)
        return 1
    with zipfile.ZipFile(jar, "w") as packed:
        packed.writestr("META-INF/MANIFEST.MF", _manifest(started, there))
        for path in classes:
            packed.write(os.path.join("classes", path), path)
    return 0


def _with_main(name: str, classes: list[str]) -> str:
    """The class that is started; empty where there is none."""
    with_main = [path for path in classes if _has_main(os.path.join("classes", path))]
    first = {f"{name}.class": 0, "Main.class": 1}
    start = min(with_main, key=lambda path: (first.get(os.path.basename(path), 2), path.count("$"), path), default="")
    return start[: -len(".class")].replace("/", ".")


def _manifest(started: str, libraries: list[str]) -> str:
    head = f"Manifest-Version: 1.0\nMain-Class: {started}\n"
    path = "Class-Path: " + " ".join(f"file://{library}" for library in libraries)
    lines = [path[at : at + _LINE] for at in range(0, len(path), _LINE)]
    return head + "\n ".join(lines) + "\n" if libraries else head


def _without_bodies(code: str) -> str:
    """What is outside of all braces: the heads of the outermost classes."""
    parts, depth, since = [], 0, 0
    for brace in re.finditer(r"[{}]", code):
        if brace[0] == "{":
            if depth == 0:
                parts.append(code[since : brace.start()])
            depth += 1
        else:
            depth = max(0, depth - 1)
            since = brace.end()
    return " ".join([*parts, code[since:] if depth == 0 else ""])


def _has_main(path: str) -> bool:
    """By the texts of a class file: the method's name and its type."""
    with open(path, "rb") as file:
        content = file.read()
    return b"\x00\x04main" in content and _MAIN in content


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
