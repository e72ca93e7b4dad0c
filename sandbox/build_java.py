"""Compile a Java source and pack it with the name of its main class: `build_java.py SOURCE JAR`, run in a slot.

The compiler wants a file of the public class's name, and programs call that class what they like. What is started is
the class with a `main`: the public one if it has it, else `Main`, else the first that does.
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


def main(source: str, jar: str) -> int:
    """Returns the compiler's exit code."""
    with open(source, encoding="utf-8", errors="replace") as file:
        code = _COMMENTS_AND_TEXTS.sub(" ", file.read())
    outermost = _PUBLIC.search(_without_bodies(code))
    name = outermost[1] if outermost else "Main"
    os.rename(source, f"{name}.java")
    ended = subprocess.run([*_COMPILER, f"{name}.java"], check=False)
    if ended.returncode:
        return ended.returncode
    classes = sorted(
        os.path.relpath(os.path.join(folder, file), "classes")
        for folder, _, files in os.walk("classes")
        for file in files
    )
    with_main = [path for path in classes if _has_main(os.path.join("classes", path))]
    first = {f"{name}.class": 0, "Main.class": 1}
    if not with_main:
        print("no class of the program has a method main(String[])", file=sys.stderr)
        return 1
    start = min(with_main, key=lambda path: (first.get(os.path.basename(path), 2), path.count("$"), path))
    with zipfile.ZipFile(jar, "w") as packed:
        started = start[: -len(".class")].replace("/", ".")
        packed.writestr("META-INF/MANIFEST.MF", f"Manifest-Version: 1.0\nMain-Class: {started}\n")
        for path in classes:
            packed.write(os.path.join("classes", path), path)
    return 0


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
