"""Files beside a program: given to a run, left by it, and never anything else of the host."""

import pytest

from verifiers.sandbox import Input, Program, SandboxUnavailable


def test_files_lie_beside_the_source(sandbox):
    program = Program(
        "python", "import helper\nprint(helper.x, open('data/a.txt').read())", files=(("helper.py", b"x = 3"),)
    )
    inputs = [Input(files=(("data/a.txt", text),)) for text in (b"one", b"two" * 400_000)]
    one, two = sandbox.run_many(program, inputs)
    assert one.stdout == b"3 one\n"
    assert two.stdout == b"3 " + b"two" * 400_000 + b"\n"
    assert sandbox.run(program).outcome == "runtime_error"  # nothing of them is left


def test_a_compiler_sees_them_too(sandbox):
    header = ("size.h", b"#define SIZE 7\n")
    program = Program(
        "c", '#include <stdio.h>\n#include "size.h"\nint main(void) { printf("%d", SIZE); }', files=(header,)
    )
    assert sandbox.run(program).stdout == b"7"
    other = Program("c", program.source, files=(("size.h", b"#define SIZE 8\n"),))
    assert sandbox.run(other).stdout == b"8"


def test_what_a_run_leaves_is_fetched(sandbox):
    source = "import os\nos.mkdir('d')\nopen('d/out', 'wb').write(b'\\0\\xff' * 3)\nopen('empty', 'w')\nprint(open(0).read())"
    result = sandbox.run(Program("python", source), Input(b"in", fetch=("d/out", "empty", "absent")))
    assert result.stdout == b"in\n"
    assert result.files == {"d/out": b"\0\xff\0\xff\0\xff", "empty": b""}
    assert sandbox.run(Program("python", source)).files == {}


@pytest.mark.parametrize(
    "leaves",
    [
        "os.symlink('/etc/passwd', 'out')",
        "os.symlink('/etc', 'd')",
        "os.mkfifo('out')",
        "os.mkdir('out')",
        "open('out', 'wb').truncate((64 << 20) + 1)",
        "open('out', 'w').write('x'); os.chmod('out', 0)",
    ],
)
def test_no_link_is_followed_and_nothing_is_waited_for(sandbox, leaves):
    name = "d/passwd" if "'d'" in leaves else "out"
    result = sandbox.run(Program("python", f"import os\n{leaves}"), Input(fetch=(name,)))
    assert result.files.get(name, b"") in (b"", b"x")  # root with all capabilities may read what nobody else may
    assert result.outcome in ("ok", "runtime_error")


REFUSED = r"is not the name of a file beside the program|two files have one name|more than 256"


@pytest.mark.parametrize(
    "names",
    [
        ("/etc/x",),
        ("../x",),
        ("a/../../x",),
        ("",),
        ("a//b",),
        ("./a",),
        ("a\0b",),
        ("a" * 256,),
        ("a", "a"),
        ("a", "a/b"),
        ("a",) * 257,
    ],
)
def test_names_that_lie_elsewhere_are_refused(names):
    files = tuple((name, b"") for name in names)
    with pytest.raises(ValueError, match=REFUSED):
        Input(files=files)
    with pytest.raises(ValueError, match=REFUSED):
        Program("python", "", files=files)


def test_a_file_does_not_take_the_program_s_place(sandbox):
    with pytest.raises(ValueError, match=r"the name 'main\.py' is that of the program itself"):
        sandbox.run(Program("python", "print(1)"), Input(files=(("main.py", b"print(2)"),)))
    with pytest.raises(ValueError, match="two files have one name"):
        sandbox.run(Program("python", "", files=(("a", b"1"),)), Input(files=(("a", b"2"),)))
    try:
        with pytest.raises(ValueError, match="is that of the program itself"):
            sandbox.run(Program("java", "", files=(("build_java.py", b""),)))
    except SandboxUnavailable as error:
        pytest.skip(str(error))
