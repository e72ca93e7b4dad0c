"""The table of programming languages: what it refuses, that each entry works, and that one is added by the recipe."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from verifiers.sandbox import Limits, Program, SandboxUnavailable
from verifiers.sandbox.doctor import SMOKE
from verifiers.sandbox.languages import LanguageError, fence_names, languages, read_table
from verifiers.sandbox.walls import files_for_slots

ROOT = Path(__file__).resolve().parents[2]
LUA = {"title": "Lua", "packages": ["lua5.4"], "source": "main.lua", "run": ["lua", "main.lua"], "smoke": "print(8)"}
RUST = {**LUA, "run": [], "compile": ["rustc", "main.lua"], "product": "main"}


def write(tmp_path, table):
    path = tmp_path / "languages.json"
    path.write_text(table if isinstance(table, str) else json.dumps(table))
    return path


def test_an_entry_is_read(tmp_path):
    table = read_table(write(tmp_path, {"lua": LUA, "rust": {**RUST, "names": ["rs"], "reserved_mb": 1 << 20}}))
    assert list(table) == ["lua", "rust"]
    assert table["lua"].run == ("lua", "main.lua")
    assert not table["lua"].compile
    assert not table["lua"].default
    assert table["rust"].reserved_mb == 1 << 20


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"run": None}, "the field 'run' is of the wrong type"),
        ({"run": []}, "nothing says how a program is run"),
        ({"run": "lua main.lua"}, "the field 'run' is of the wrong type"),
        ({"run": ["lua", 3]}, "the field 'run' is of the wrong type"),
        ({"run": ["lua\0", "main.lua"]}, "the field 'run' is of the wrong type"),
        ({"run": ["lua main.lua"]}, "'lua main.lua' is not the name or path of a command"),
        ({"run": ["./lua", "main.lua"]}, "'./lua' is not the name or path of a command"),
        ({"run": ["lua", "{memory}"]}, "{memory} stands for nothing: there are {memory_mb}, {python}, {tmp}"),
        ({"environment": ["X={cpu}"]}, "{cpu} stands for nothing"),
        ({"environment": ["X"]}, "'X' is no variable, NAME=VALUE"),
        ({"environment": {"X": "1"}}, "the field 'environment' is of the wrong type"),
        ({"needs": ["a b"]}, "'a b' is not the name or path of a command"),
        ({"compile": ["luac"]}, "a command to compile needs a product"),
        ({"product": "main"}, "a command to compile needs a product"),
        ({"compile": ["luac"], "product": "main.lua"}, "the product would be written over the source"),
        ({"helper": "build_java.py"}, "there is no file build_java.py beside the table, or nothing to compile"),
        ({"compile": ["lua"], "product": "m", "helper": "none.py"}, "there is no file none.py beside the table"),
        ({"says": "print(1)"}, "what it `says` does not hold {word}"),
        ({"forked": True}, "only the slot's own interpreter is forked"),
        ({"source": "../main.lua"}, "'../main.lua' is not the plain name of a file"),
        ({"source": ""}, "the field 'source' is of the wrong type"),
        ({"visible": ["etc/lua"]}, "'etc/lua' is not an absolute path"),
        ({"visible": ["/etc/../root"]}, "'/etc/../root' is not an absolute path"),
        ({"visible": ["/"]}, "'/' is not an absolute path"),
        ({"names": ["Lua"]}, "its other name 'Lua' must be in lower-case letters"),
        ({"reserved_mb": (1 << 20) + 1}, "the field 'reserved_mb' is of the wrong type or out of bounds"),
        ({"reserved_mb": True}, "the field 'reserved_mb' is of the wrong type or out of bounds"),
        ({"runtime_mb": -1}, "the field 'runtime_mb' is of the wrong type or out of bounds"),
        ({"default": 1}, "the field 'default' is of the wrong type"),
        ({"binary": "main"}, "there is no field 'binary'"),
    ],
)
def test_an_entry_that_cannot_be_honoured_is_refused(tmp_path, changes, sentence):
    with pytest.raises(LanguageError) as raised:
        read_table(write(tmp_path, {"lua": {**LUA, **changes}}))
    assert str(raised.value).startswith("the language 'lua' of the table cannot be honoured: ")
    assert sentence in str(raised.value)


@pytest.mark.parametrize("field", ["title", "packages", "source", "smoke"])
def test_what_is_needed_is_asked_for(tmp_path, field):
    with pytest.raises(LanguageError, match=f"it lacks the field '{field}'"):
        read_table(write(tmp_path, {"lua": {name: value for name, value in LUA.items() if name != field}}))


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("{", "is not JSON"),
        ("[]", "is not an object of languages"),
        ({"Lua": LUA}, "its name must be in lower-case letters"),
        ({"lua": "lua"}, "it must be an object"),
        ({"lua": LUA, "luajit": {**LUA, "names": ["lua"]}}, "the name 'lua' stands for lua and for luajit"),
        ({"lua": LUA, "luajit": {**LUA, "fences": ["lua"]}}, "the name 'lua' stands for lua and for luajit"),
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path, table, sentence):
    with pytest.raises(LanguageError, match=sentence):
        read_table(write(tmp_path, table))


def test_names_are_those_of_fences_too():
    assert fence_names()["c++17"] == "cpp"
    assert fence_names()["sh"] == "bash"


# ------------------------------------------------------------------ each language, where the wall has it


def program(sandbox, language, source):
    try:
        return sandbox.run(Program(language, source), b"3 5\n")
    except SandboxUnavailable as error:
        pytest.skip(str(error))


RUNNERS_OF_TESTS = {"go_test", "jest", "junit"}
"""They say more than the tests do."""


@pytest.mark.parametrize("language", languages())
@pytest.mark.few(8)
def test_a_smoke_program_reads_and_writes(sandbox, language):
    result = program(sandbox, language, languages()[language].smoke)
    assert result.outcome == "ok", result
    said = result.stdout.decode().splitlines()
    assert said[0] == SMOKE[1]
    assert said[1]
    if language not in RUNNERS_OF_TESTS:
        assert len(said) == 2
        assert result.stderr == b""


BROKEN = {
    "python": "print(", "bash": "if\n", "perl": "print(;\n", "ruby": "def\n", "lua": "print(\n", "php": "<?php echo (;\n",
    "r": "print((\n", "javascript": "let;;=\n", "sql": "SELECT FROM;\n",
}  # fmt: skip


@pytest.mark.parametrize("language", languages())
@pytest.mark.few(7)
def test_a_broken_program_is_the_program_s_fault(sandbox, language):
    result = program(sandbox, language, BROKEN.get(language, "(((\n"))
    assert result.outcome == ("compile_error" if languages()[language].compile else "runtime_error")
    assert result.stderr or result.stdout


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("bash", "while :; do :; done"),
        ("perl", "1 while 1;"),
        ("javascript", "while (true);"),
        ("java", "class Main { public static void main(String[] a) { while (true); } }"),
    ],
)
def test_a_program_without_end_meets_its_limit(sandbox, language, source):
    try:
        result = sandbox.run(Program(language, source), limits=Limits(cpu_seconds=0.5))
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    assert result.outcome == "time_limit"


GREEDY = {
    "perl": "my @a; push @a, 'x' x 1000000 while 1;",
    "ruby": "a = []\na << 'x' * 1_000_000 while true",
    "lua": "local a = {}\nwhile true do a[#a + 1] = string.rep('x', 1000000) .. #a end",
    "php": "<?php $a = []; while (true) $a[] = str_repeat('x', 1000000) . count($a);",
    "javascript": "const a = []; while (true) a.push(new Array(100000).fill(a.length));",
    "java": "class Main { public static void main(String[] s) { var a = new java.util.ArrayList<int[]>(); while (true) a.add(new int[100000]); } }",
    "go": "package main\nfunc main() { var a [][]int64; for { b := make([]int64, 100000); for i := range b { b[i] = 1 }; a = append(a, b) } }",
    "rust": "fn main() { let mut a: Vec<Vec<u8>> = Vec::new(); loop { a.push(vec![1; 1000000]); } }",
    "csharp": "class P { static void Main() { var a = new System.Collections.Generic.List<int[]>(); while (true) { var b = new int[100000]; b[7] = 1; a.Add(b); } } }",
    "scala": "object Main extends App { var a = List[Array[Int]](); while (true) a = new Array[Int](100000) :: a }",
    "d": "void main() { int[][] a; while (true) { auto b = new int[100000]; b[7] = 1; a ~= b; } }",
    "r": "a <- list(); while (TRUE) a[[length(a) + 1]] <- runif(100000)",
}


@pytest.mark.parametrize("language", GREEDY)
@pytest.mark.few(4)
def test_memory_has_an_end_in_each_runtime(sandbox, language):
    try:
        result = sandbox.run(Program(language, GREEDY[language]), limits=Limits(cpu_seconds=20, memory_mb=128))
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    assert result.outcome == "memory_limit"


MAINS = {
    "named otherwise": "public class Solution { public static void main(String[] a) { System.out.println(7); } }",
    "not public": "class Helper { } class Work { public static void main(String[] a) { System.out.println(7); } }",
    "in a package": "package a.b; public class Deep { public static void main(String[] a) { System.out.println(7); } }",
    "of two, the public one": "class Main { public static void main(String[] a) { System.out.println(6); } }"
    " public class B { public static void main(String... a) { System.out.println(7); } }",
    "in words and comments": '// public class A {\n/* public class B { */ class C { String s = "public class D {";'
    " public static void main(String[] a) { System.out.println(7); } }",
    "record": "public record Main(int n) { public static void main(String[] a) { System.out.println(new Main(7).n()); } }",
    "no newline, accents": "class Ä { public static void main(String[] a) { System.out.println(7); } }",
}


@pytest.mark.parametrize("name", MAINS)
@pytest.mark.few(2)
def test_the_main_class_of_java_may_have_any_name(sandbox, name):
    result = program(sandbox, "java", MAINS[name])
    assert (result.outcome, result.stdout) == ("ok", b"7\n"), result.stderr


def test_java_without_a_main_does_not_compile(sandbox):
    result = program(sandbox, "java", "class Main { static int main() { return 7; } }")
    assert result.outcome == "compile_error"
    assert b"no class of the program has a method main" in result.stderr


# ------------------------------------------------------------------ what a wall lacks


def test_a_language_that_the_wall_lacks_is_nobody_s_zero(sandbox, monkeypatch):
    monkeypatch.setattr(sandbox, "languages", ("python",))
    with pytest.raises(SandboxUnavailable, match=r"does not have C: install gcc libc6-dev, as Debian calls it"):
        sandbox.run(Program("c", "int main(void) {}"))
    with pytest.raises(ValueError, match="unknown language 'cobol'"):
        sandbox.run(Program("cobol", ""))


# ------------------------------------------------------------------ the recipe

TOY = {
    "title": "AWK",
    "names": ["mawk"],
    "packages": ["mawk"],
    "source": "main.awk",
    "run": ["awk", "-f", "main.awk"],
    "smoke": '{ print $1 + $2; print "of Aho, Weinberger and Kernighan" }',
}
USE = """
import json
from verifiers import CodeReward
from verifiers.sandbox.doctor import _try
from verifiers.serve.sandboxfusion import tasks

tests = {"inputs": ["3 5"], "outputs": ["8"], "language": "awk"}
right, wrong = ("```mawk\\n{ print $1 %s $2 }\\n```" % mark for mark in "+-")
reward = CodeReward(wall="local")
print(reward.grade(right, tests).score, reward.grade(wrong, tests).score)
print(_try("local").versions["awk"])
print(tasks(json.dumps({"code": "", "language": "awk"}).encode())[0].program.language)
"""


@pytest.mark.usefixtures("sandbox")
@pytest.mark.slow
def test_a_language_is_added_by_one_entry(tmp_path):
    """The recipe of CONTRIBUTING.md: an entry of sandbox/languages.json, and nothing else."""
    if shutil.which("awk") is None:
        pytest.skip("no awk on this host")
    for folder in ("verifiers", "sandbox"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    path = tmp_path / "sandbox" / "languages.json"
    few = {name: entry for name, entry in json.loads(path.read_text()).items() if entry.get("default")}
    path.write_text(json.dumps({**few, "awk": TOY}))  # all that are there are tried, and some take seconds
    tmp_path.chmod(0o755)  # where there are no namespaces, runs have users of their own
    used = subprocess.run(
        [sys.executable, "-c", USE],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    assert used.stdout.splitlines() == ["1.0 0.0", "of Aho, Weinberger and Kernighan", "awk"]


@pytest.mark.parametrize(
    ("source", "outcome", "stdout"),
    [
        ("class P { static void Main() { Console.WriteLine(new List<int> { 3, 1 }.Max()); } }", "ok", b"3\n"),
        (
            "using System.Timers;\nclass P { static void Main() { Timer t = null; System.Console.WriteLine(t == null); } }",
            "ok",
            b"True\n",
        ),
        ("#define X\nclass P { static void Main() {\n#if X\nSystem.Console.WriteLine(7);\n#endif\n} }", "ok", b"7\n"),
        ("class P { static void Main() { Console.WriteLin(1); } }", "compile_error", b""),
    ],
)
def test_csharp_has_the_names_that_a_newer_one_imports_by_itself(sandbox, source, outcome, stdout):
    """Only where it does not compile without them: they could make a name ambiguous."""
    result = program(sandbox, "csharp", source)
    assert (result.outcome, result.stdout) == (outcome, stdout), result.stderr
    assert b"implicit" not in result.stderr


@pytest.mark.parametrize(
    ("needs", "there"),
    [
        (["sh"], True),
        (["no-such-command"], False),
        (["sh", "{folder}/some.jar"], True),
        (["sh", "{folder}/other.jar"], False),
        (["no-such-command", "{folder}/some.jar"], False),
    ],
)
def test_a_language_is_there_with_its_commands_and_files(tmp_path, monkeypatch, needs, there):
    """A library that a compiler finds nothing without is a file that nobody can execute."""
    monkeypatch.syspath_prepend(str(files_for_slots()))
    from commands import Commands

    (tmp_path / "some.jar").touch()
    entry = {**LUA, "run": ["sh"], "needs": [word.format(folder=tmp_path) for word in needs]}
    write(tmp_path, {"lua": entry})
    assert Commands({"home": str(tmp_path), "scratch": [str(tmp_path)]}).there() == (["lua"] if there else [])
