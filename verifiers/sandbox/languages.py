"""The table of programming languages (sandbox/languages.json): all that is known of one is in its entry.

An entry has these fields; what is not marked may be left out.

    title         its name in sentences (needed)
    names         other names in info strings and data sets, in lower case; the entry's own name always counts
    fences        other names in info strings alone: those that stand for languages that people speak elsewhere (pl)
    packages      the Debian packages that it needs (needed)
    default       whether a program may be in it where neither tests nor user name a language; the image has these
    source        the file that the program is written to (needed)
    compile       the command that makes the product of it
    helper        a script beside the table that `compile` uses: it lies beside the source then
    product       the file that the compiler leaves: executed itself, or written for `run` under this name
    run           the command that runs the source or, with `compile`, the product
    forked        run by a fork of the clean interpreter, as if by `run`: Python alone
    needs         commands beside the first words of `compile` and `run`, and paths of files
    environment   variables, NAME=VALUE, for both commands
    visible       paths of the host that its runs must see beyond /usr and its kind; `*` stands for any characters
    runtime_mb    MiB that an idle runtime occupies: added to a run's limit
    reserved_mb   MiB of address space that a runtime reserves and hardly touches
    time_factor   how much longer than in C++ a program in it may take where a problem has a time limit; 1 by default
    says          a statement that writes {word} to standard output, for the end of tests in the process of a program
    memory_signs  what its runtime writes to standard error where there is no more memory
    smoke         a program that reads two numbers from a line and writes their sum and then, on a line of its own, the
                  version of the language (needed): `verify-cli doctor` runs it on each wall

In commands and variables `{memory_mb}` stands for the run's limit, `{python}` for the interpreter of the slot and
`{tmp}` for a folder of scratch. Commands are looked for in the PATH of the slot, and run in scratch, where the source
lies.

The runner of a slot reads the same file and trusts it: an entry that cannot be honoured is refused here, before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from verifiers.sandbox.walls import files_for_slots

TABLE = "languages.json"
PLACEHOLDERS = ("memory_mb", "python", "tmp")
MAX_MB = 1 << 20
"""Of address space: a tebibyte, which the most wasteful of runtimes reserves."""

MAX_TIME_FACTOR = 3.0

_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_COMMAND = re.compile(r"(/[A-Za-z0-9_.+-]+)+|[A-Za-z0-9_.+-]+|\{python\}")
_PATH = re.compile(r"(/[A-Za-z0-9_.*+-]+)+")
_NAME = re.compile(r"[a-z0-9+#_-]+")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_BRACES = re.compile(r"\{([a-z_]+)\}")


class LanguageError(ValueError):
    """An entry of the table that cannot be honoured. The message is one sentence that says why."""


@dataclass(frozen=True)
class Language:
    """One entry of the table."""

    name: str
    title: str
    packages: tuple[str, ...]
    source: str
    smoke: str
    names: tuple[str, ...] = ()
    fences: tuple[str, ...] = ()
    default: bool = False
    compile: tuple[str, ...] = ()
    helper: str = ""
    product: str = ""
    run: tuple[str, ...] = ()
    forked: bool = False
    needs: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    visible: tuple[str, ...] = ()
    runtime_mb: int = 0
    reserved_mb: int = 0
    time_factor: float = 1.0
    says: str = ""
    memory_signs: tuple[str, ...] = ()


_TEXTS = ("title", "source", "smoke", "helper", "product", "says")
_LISTS = ("packages", "names", "fences", "compile", "run", "needs", "environment", "visible", "memory_signs")
_FLAGS = ("default", "forked")
_NUMBERS = ("runtime_mb", "reserved_mb")
_NEEDED = ("title", "packages", "source", "smoke")


@cache
def languages() -> Mapping[str, Language]:
    """The table of this installation. Raises LanguageError."""
    return read_table(files_for_slots() / TABLE)


@cache
def language_names() -> Mapping[str, str]:
    """Every name that data sets give a language, in lower case, and the language."""
    return {name: one.name for one in languages().values() for name in (one.name, *one.names)}


@cache
def fence_names() -> Mapping[str, str]:
    """Every name that the info string of a fenced block gives a language, in lower case, and the language."""
    return {**language_names(), **{name: one.name for one in languages().values() for name in one.fences}}


@cache
def default_languages() -> tuple[str, ...]:
    """Those that a program may be in where neither tests nor user name one."""
    return tuple(one.name for one in languages().values() if one.default)


def shown_by_host() -> list[str]:
    """The paths of this host that runs must see for their languages, of those that are there."""
    patterns = {pattern for one in languages().values() for pattern in one.visible}
    return sorted(str(path) for pattern in patterns for path in Path("/").glob(pattern.removeprefix("/")))


def how_to_get(wall: str, language: Language) -> str:
    """What to do where a wall lacks a language."""
    if wall.startswith("docker"):
        return f"build the image with `verify-cli sandbox build --language {language.name}`"
    return f"install {' '.join(language.packages)}, as Debian calls it"


def read_table(path: Path) -> dict[str, Language]:
    """A table, checked. Raises LanguageError."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        msg = f"{path} is not JSON: {error}"
        raise LanguageError(msg) from None
    if not isinstance(entries, dict):
        msg = f"{path} is not an object of languages"
        raise LanguageError(msg)
    table = {name: _language(name, entry) for name, entry in entries.items()}
    owners: dict[str, str] = {}
    for one in table.values():
        for name in (one.name, *one.names, *one.fences):
            if owners.setdefault(name, one.name) != one.name:
                msg = f"the name {name!r} stands for {owners[name]} and for {one.name}"
                raise LanguageError(msg)
    return table


def _language(name: str, entry: Any) -> Language:
    """One entry, checked."""
    try:
        if not _NAME.fullmatch(name):
            _refuse("its name must be in lower-case letters, digits and the marks + # _ -")
        if not isinstance(entry, dict):
            _refuse("it must be an object")
        _check_types(entry)
        settings: dict[str, Any] = {key: tuple(value) if key in _LISTS else value for key, value in entry.items()}
        language = Language(name, **settings)
        _check_files(language)
        _check_commands(language)
    except LanguageError as error:
        msg = f"the language {name!r} of the table cannot be honoured: {error}"
        raise LanguageError(msg) from None
    return language


def _refuse(why: str) -> None:
    raise LanguageError(why)


def _check_types(entry: dict[str, Any]) -> None:
    kinds = {
        **dict.fromkeys(_TEXTS, _is_text),
        **dict.fromkeys(_LISTS, _is_texts),
        **dict.fromkeys(_FLAGS, _is_flag),
        **dict.fromkeys(_NUMBERS, _is_number),
        "time_factor": _is_factor,
    }
    for key, value in entry.items():
        if key not in kinds:
            _refuse(f"there is no field {key!r}")
        if not kinds[key](value):
            _refuse(f"the field {key!r} is of the wrong type or out of bounds")
    missing = [key for key in _NEEDED if key not in entry]
    if missing:
        _refuse(f"it lacks the field {missing[0]!r}")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != "" and "\0" not in value


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MAX_MB


def _is_factor(value: Any) -> bool:
    return type(value) in (int, float) and 1 <= value <= MAX_TIME_FACTOR


def _check_files(language: Language) -> None:
    for file in (language.source, language.helper, language.product):
        if file and not _FILE.fullmatch(file):
            _refuse(f"{file!r} is not the plain name of a file")
    if bool(language.compile) != bool(language.product):
        _refuse("a command to compile needs a product, and a product a command to compile")
    if language.says and "{word}" not in language.says:
        _refuse("what it `says` does not hold {word}")
    if language.product == language.source:
        _refuse("the product would be written over the source")
    if language.helper and not (language.compile and (files_for_slots() / language.helper).is_file()):
        _refuse(f"there is no file {language.helper} beside the table, or nothing to compile")
    for path in language.visible:
        if not _PATH.fullmatch(path) or ".." in path:
            _refuse(f"{path!r} is not an absolute path")
    for name in (*language.names, *language.fences):
        if not _NAME.fullmatch(name):
            _refuse(f"its other name {name!r} must be in lower-case letters, digits and the marks + # _ -")


def _check_commands(language: Language) -> None:
    if not language.compile and not language.run:
        _refuse("nothing says how a program is run: it needs `compile`, `run` or both")
    if language.forked and (language.compile or language.run[:1] != ("{python}",)):
        _refuse("only the slot's own interpreter is forked")
    for command in (language.compile[:1], language.run[:1], *((need,) for need in language.needs)):
        if command and not _COMMAND.fullmatch(command[0]):
            _refuse(f"{command[0]!r} is not the name or path of a command")
    for variable in language.environment:
        if not _VARIABLE.match(variable):
            _refuse(f"{variable!r} is no variable, NAME=VALUE")
    for word in (*language.compile, *language.run, *language.environment):
        _check_placeholders(word)


def _check_placeholders(text: str) -> None:
    for found in _BRACES.finditer(text):
        if found[1] not in PLACEHOLDERS:
            _refuse(f"{found[0]} stands for nothing: there are {', '.join(f'{{{name}}}' for name in PLACEHOLDERS)}")
