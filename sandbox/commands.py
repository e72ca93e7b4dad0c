"""What an entry of languages.json comes to in a slot: files to write, commands to execute, variables, memory.

The table has been checked outside (verifiers/sandbox/languages.py says what its fields mean).
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import Any, NamedTuple

import zygote as protocol

MIB = 1 << 20
TABLE = "languages.json"


class Command(NamedTuple):
    """How a job is started.

    files: what the command needs beside the program.
    file: the name under which the program is written to scratch; empty: it is executed itself.
    runtime, reserved: bytes of memory and of address space that belong to the language and not to the program.
    memory_signs: what the last words of a run without memory hold.
    """

    kind: int
    file: str
    argv: tuple[str, ...]
    environment: tuple[str, ...]
    files: tuple[tuple[str, bytes], ...]
    runtime: int
    reserved: int
    memory_signs: tuple[bytes, ...]


class Commands:
    """The commands of all languages, for one slot."""

    def __init__(self, configuration: dict[str, Any]) -> None:
        home, scratch = configuration["home"], configuration["scratch"]
        self._places = {"{python}": sys.executable, "{tmp}": scratch[min(1, len(scratch) - 1)]}
        with open(os.path.join(home, TABLE), encoding="utf-8") as file:
            self._table: dict[str, dict[str, Any]] = json.load(file)
        self._helpers: dict[str, bytes] = {}
        for entry in self._table.values():
            if "helper" in entry:
                with open(os.path.join(home, entry["helper"]), "rb") as file:
                    self._helpers[entry["helper"]] = file.read()

    def there(self) -> list[str]:
        """The languages whose commands and files the slot has."""
        return [name for name, entry in self._table.items() if self._is_there(entry)]

    def _is_there(self, entry: dict[str, Any]) -> bool:
        firsts = [entry[key][0] for key in ("compile", "run") if key in entry]
        files = [word for word in entry.get("needs", ()) if word.startswith("/")]
        commands = (self._filled(word, 0) for word in (*firsts, *entry.get("needs", ())) if word not in files)
        return all(map(os.path.exists, files)) and all(map(shutil.which, commands))

    def product(self, language: str) -> str:
        """The file that the compiler leaves."""
        return str(self._table[language]["product"])

    def to_compile(self, language: str, memory: int) -> Command:
        """How a source is compiled, within so many bytes."""
        entry = self._table[language]
        command = self._command(entry, protocol.NATIVE, entry["source"], entry["compile"], memory)
        return command._replace(files=tuple((name, self._helpers[name]) for name in [entry.get("helper")] if name))

    def to_run(self, language: str, args: list[str], memory: int) -> Command:
        """How a program is run, within so many bytes."""
        entry = self._table[language]
        file = entry["product"] if "compile" in entry else entry["source"]
        if entry.get("forked"):
            command = self._command(entry, protocol.PYTHON, file, [file], memory)
        elif "run" in entry:
            command = self._command(entry, protocol.NATIVE, file, entry["run"], memory)
        else:
            command = self._command(entry, protocol.NATIVE, "", [file], memory)
        return command._replace(argv=(*command.argv, *args))

    def _command(self, entry: dict[str, Any], kind: int, file: str, argv: list[str], memory: int) -> Command:
        return Command(
            kind,
            file,
            tuple(self._filled(word, memory) for word in argv),
            tuple(self._filled(variable, memory) for variable in entry.get("environment", ())),
            (),
            entry.get("runtime_mb", 0) * MIB,
            entry.get("reserved_mb", 0) * MIB,
            tuple(sign.encode() for sign in entry.get("memory_signs", ())),
        )

    def _filled(self, text: str, memory: int) -> str:
        """A word of the table, with what its placeholders stand for."""
        for name, value in self._places.items():
            text = text.replace(name, value)
        return text.replace("{memory_mb}", str(memory // MIB))
