"""The program in a completion: which block, in which language, and in linear time."""

import re
import sys
import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from verifiers.code.extract import find_program, language_of

PROGRAM = "print(int(input()) * 2)\n"
CPP = "#include <iostream>\nint main() { std::cout << 1; }\n"


def source(text, **how):
    return find_program(text, **how).source


def fenced(program, info="python", fence="```"):
    return f"{fence}{info}\n{program}{fence}\n"


# --- the block ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        fenced(PROGRAM),
        "Here it is:\n\n" + fenced(PROGRAM) + "\nIt doubles the number.",
        fenced(PROGRAM, fence="~~~"),
        fenced(PROGRAM, fence="````"),
        fenced(PROGRAM, info=" python "),
        fenced(PROGRAM, info="Python3"),
        fenced(PROGRAM, info='python title="x.py"'),
        fenced(PROGRAM, info="python:main.py"),
        fenced(PROGRAM, info="{.python .numberLines}"),
        fenced(PROGRAM, info=""),
        f"```python\n{PROGRAM}`````\n",  # a closing fence may be longer
        f"```python\n{PROGRAM}``` \t\n",
        f"```python\n{PROGRAM}```",
        # The model, or its budget, stopped before the end.
        f"```python\n{PROGRAM}",
        f"```python\n{PROGRAM}<|im_end|>",
        f"```python\n{PROGRAM}```<|im_end|>\n</s>",
        # Behind text, where it names a language.
        f"The program is: ```python\n{PROGRAM}```\n",
        # In a list, with its indentation, and without it.
        f"1. The program:\n   ```python\n   {PROGRAM}   ```\n2. Done.",
        f"- ```python\n  {PROGRAM}  ```\n",
        f"\t```python\n\t{PROGRAM}\t```\n",
        f"- ```python\n{PROGRAM}```\n",
        # Windows.
        fenced(PROGRAM).replace("\n", "\r\n"),
        # Behind reasoning, whatever stands there.
        f"<think>{fenced('print(1)')}</think>\n{fenced(PROGRAM)}",
        f"{fenced('print(1)')}</think>{fenced(PROGRAM)}",
        # In answer tags, the last closed ones, whose closing tag may be cut off.
        f"{fenced('print(1)')}<answer>\n{fenced(PROGRAM)}</answer>\n{fenced('print(2)')}",
        f"<answer>{fenced(PROGRAM)}</answer>",
        f"<answer>```python\n{PROGRAM}```</answer>",
        f"<answer>```\n{PROGRAM}```",
        f"<answer>{fenced(PROGRAM)}</answer><answer>{fenced(PROGRAM)}</answer>",
        f"<answer>{PROGRAM}</answer>",
        f"<answer>{PROGRAM}",
        # No fence.
        PROGRAM,
        # The last block that fits; others are no programs.
        fenced("print(1)\n") + "Wait, that is wrong.\n" + fenced(PROGRAM),
        fenced(PROGRAM) + "Run it:\n" + fenced("python main.py\n", info="bash"),
        fenced(PROGRAM) + "It prints:\n" + fenced("print = 3\n", info="output"),
        fenced(PROGRAM) + fenced('{"a": 1}\n', info="json") + fenced("x = 1\n", info="text"),
        # What stands unnamed behind a named program is what it prints.
        fenced(PROGRAM) + "For 4 it prints:\n" + fenced("x = 8\n", info=""),
        fenced(PROGRAM, info="") + "For 4 it prints:\n" + fenced("8\n", info=""),
        # Blank blocks and stray fences.
        fenced(PROGRAM) + fenced("\n  \n"),
        fenced(PROGRAM) + "```\n",
        # Code in a line is no block.
        "Use ```print```:\n" + fenced(PROGRAM),
        fenced(PROGRAM) + "```print(1)``` would be wrong\n",
    ],
)
def test_the_program_is_found(text):
    found = find_program(text, language="python")
    assert found.source.strip() == PROGRAM.strip()
    assert found.language == "python"
    assert found.explanation == ""
    assert source(text).strip() == PROGRAM.strip()  # where the tests name no language, too


@pytest.mark.parametrize(
    ("text", "block"),
    [
        (PROGRAM, None),
        (fenced(PROGRAM), 0),
        (fenced("ls\n", info="sh") + fenced(PROGRAM) + fenced("\n") + fenced("8\n", info="text"), 1),
        (f"<think>{fenced(PROGRAM)}</think>{fenced(PROGRAM)}", 0),
    ],
)
def test_the_block_is_counted_behind_the_reasoning(text, block):
    assert find_program(text).block == block


def test_the_lines_of_a_program_keep_what_they_hold():
    program = "\n\ndef f():\n    '''\n    ```\n    f()\n    ```\n    '''\n\treturn \"&lt;\x0c\u2028\"  \n\n"
    assert source(fenced(program)) == program
    assert source(fenced("a = '''\n```\n~~~'''\n", fence="````")) == "a = '''\n```\n~~~'''\n"


def test_a_body_without_its_function_keeps_its_indentation():
    body = "    for i in range(n):\n        pass\n    return n\n"
    assert source(body) == body
    assert source(fenced(body)) == body


def test_indentation_is_the_fence_s_own():
    text = "  ```python\n  if x:\n      y()\n\n z = '''\n```\n"
    assert source(text) == "if x:\n    y()\n\nz = '''\n"


# --- the language -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["python", "py", "PY3", "Python3", "cpp", "C++", "c++17", "cc", "cxx", "c", "C11"])
def test_names_of_languages(name):
    assert language_of(name) in {"python", "c", "cpp"}
    assert source(fenced("x\n", info=name)) == "x\n"


@pytest.mark.parametrize(
    "name", ["", "text", "json", "output", "console", "pycon", "python2", "cobol", "pl", "cs", "sh", "ts", "German"]
)
def test_other_names_are_no_language(name):
    assert language_of(name) is None


@pytest.mark.parametrize(("info", "language"), [("pl", "perl"), ("cs", "csharp"), ("sh", "bash"), ("ts", "typescript")])
def test_what_stands_for_polish_elsewhere_is_perl_behind_a_fence(info, language):
    assert find_program(fenced("x\n", info=info), language=language).source == "x\n"


def test_a_language_that_nobody_asked_for_is_not_taken():
    usage = fenced(PROGRAM) + "Run it so:\n" + fenced("python main.py < input\n", info="bash")
    assert find_program(usage) == (PROGRAM, "python", 0, "")
    assert find_program(usage, allowed=("python", "bash")).language == "bash"


def test_a_text_without_a_name_is_taken_for_the_only_language_that_is_wanted():
    assert find_program(fenced("puts 1\n", info=""), language="ruby") == ("puts 1\n", "ruby", 0, "")
    assert find_program("SELECT 1", language="sql") == ("SELECT 1", "sql", None, "")
    assert find_program("", language="sql").source is None
    assert find_program(fenced("puts 1\n", info=""), allowed=("ruby", "perl")).source is None


def test_the_tests_say_which_language():
    both = fenced(PROGRAM) + fenced(CPP, info="c++")
    assert find_program(both).source == CPP
    assert find_program(both, language="cpp") == (CPP, "cpp", 1, "")
    assert find_program(both, language="python") == (PROGRAM, "python", 0, "")
    assert find_program(both, allowed=("python",)).source == PROGRAM


GRADED = "The language must be one that is graded, but the last fenced block is in"


@pytest.mark.parametrize(
    ("text", "how", "explanation"),
    [
        (fenced(PROGRAM), {"language": "cpp"}, "The tests want C++, but the last fenced block is in Python."),
        (fenced("x\n", info="java"), {}, f"{GRADED} Java."),
        (fenced("x\n", info="cobol"), {}, f"{GRADED} 'cobol'."),
        (fenced(CPP, "cpp"), {"allowed": ["c"]}, f"{GRADED} C++."),
        (fenced("We add them.\n", info=""), {}, "No fenced block of the answer looks like a program."),
        (fenced("8\n", info=""), {}, "No fenced block of the answer looks like a program."),
        (
            PROGRAM,
            {"language": "java", "allowed": ("c",)},
            "The tests want Java, which is not among the languages that are graded.",
        ),
        ("We print the sum from 1 to n; for each i, add it.", {}, "The answer holds no program."),
        (f"{fenced(PROGRAM)}<answer>See above.</answer>", {}, "The answer holds no program."),
        ("", {}, "The answer is empty."),
        (" \n<|im_end|>", {}, "The answer is empty."),
        (f"<think>hm {fenced(PROGRAM)}", {}, "The reasoning was never closed, so that there is no answer."),
        (fenced(PROGRAM), {"prefilled": True}, "The reasoning was never closed, so that there is no answer."),
    ],
)
def test_why_there_is_no_program(text, how, explanation):
    assert find_program(text, **how) == (None, None, None, explanation)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (PROGRAM, "python"),
        ("import sys\n", "python"),
        ("from math import *\n", "python"),
        ("class Solution:\n", "python"),
        ("n, k = map(int, input().split())\n", "python"),
        ("d[1].x += 1\n", "python"),
        ("sys.stdout.write('1')\n", "python"),
        (CPP, "cpp"),
        ("#include <stdio.h>\nint main(void) {\n    return 0;\n}\n", "c"),
        ("#include <bits/stdc++.h>\nusing namespace std;\n", "cpp"),
        ("long f(std::vector<long> v) {\n    return v[0];\n}\nint main() {\n    f({1});\n}\n", "cpp"),
    ],
)
def test_a_program_without_the_name_of_its_language_is_known_by_its_lines(text, language):
    assert find_program(text).language == language
    assert find_program(fenced(text, info="")).language == language
    assert find_program(text, language=language) == (text, language, None, "")


def test_without_a_name_it_is_in_the_language_of_the_tests():
    body = "    int sum = 0;\n    return sum;\n}\n"
    assert find_program(fenced(body, info=""), language="cpp").language == "cpp"
    assert find_program(fenced(body, info=""), language="c").language == "c"
    assert find_program(CPP, language="c").language == "c"
    assert find_program(PROGRAM, language="cpp").source is None
    assert find_program(CPP, language="python").source is None


@pytest.mark.parametrize(
    "prose",
    [
        "from the left we go to the right, while n > 0.",
        "import tariffs are not class-based: if x <= 3, stop.",
        "class of problems; define f(x) and return it.\nfor all x: f(x) == 2",
        "The answer is 42.",
    ],
)
def test_prose_is_no_program(prose):
    assert source(prose) is None
    assert source(prose, language="cpp") is None


# --- any text -----------------------------------------------------------------------------------------------------

# Programs as they stand between fences: lines with ends, none of which begins with a fence or holds a tag of reasoning
# or answers, and the first is not blank (the fence of a list's item takes its indentation off by it).
TAGS = re.compile(r"(?i)think|thought|reason|answer|analysis|channel|scratchpad|<\||◁")  # of whatever model
LINES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=30)
PROGRAM_LINES = LINES.filter(lambda line: not line.lstrip().startswith(("```", "~~~")) and not TAGS.search(line))
PROGRAMS = st.lists(PROGRAM_LINES, max_size=8).map(lambda lines: "x = 1\n" + "".join(line + "\n" for line in lines))
PROSE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r`~<"), max_size=200)


@given(PROGRAMS, PROSE, PROSE, st.sampled_from(["```", "~~~", "`````"]), st.sampled_from(["python", "Py", "python3 a"]))
def test_a_program_comes_back_exactly(program, before, after, fence, info):
    text = f"<think>{after}</think>{before}\n{fence}{info}\n{program}{fence}\n{after}"
    assert find_program(text) == (program, "python", 0, "")
    assert find_program(f"<answer>{fence}{info}\n{program}{fence}\n</answer>{after}").language == "python"


@given(PROGRAMS, st.integers(0, 12))
def test_a_program_in_a_list_comes_back_exactly(program, depth):
    blanks = " " * depth
    indented = "".join(blanks + line + "\n" for line in program.removesuffix("\n").split("\n"))
    assert find_program(f"{blanks}```python\n{indented}{blanks}```\n").source == program


PIECES = st.sampled_from(
    "``` ~~~ ```` ` python cpp json - 1. <answer> </answer> <think> </think> ; #include <|im_end|> é".split()
    + "\n|\r\n| |\t|x = 1|\x00|\ud800".split("|")
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)), st.sampled_from([None, "python", "c", "cpp"]))
@example("```", None)
@example("```python", "python")
@example("\n```python\n", None)
@example("<answer></answer>", None)
def test_every_text_has_an_answer(text, language):
    found = find_program(text, language=language)
    assert (found.source is None) == (found.language is None) == bool(found.explanation)
    if found.source is not None:
        assert found.language == (language or found.language)
        assert found.source.strip()
        assert "\r\n" not in found.source


# --- linear time --------------------------------------------------------------------------------------------------


class Steps:
    """Counts the lines of this project's python that run, which do not depend on how busy the machine is."""

    def __enter__(self):
        self.count = 0
        sys.settrace(self.trace)
        return self

    def trace(self, frame, _event, _arg):
        self.count += 1
        return self.trace if "verifiers" in frame.f_code.co_filename else None

    def __exit__(self, *_):
        sys.settrace(None)


LOOPS = {
    "fences": "```\n",
    "opening fences": "```python\n",
    "blocks": "```python\nx = 1\n```\n",
    "backticks": "`",
    "tildes": "~",
    "backticks with blanks": "``` ",
    "languages behind fences": "```python ",
    "answer tags": "<answer>",
    "closed answer tags": "<answer>x</answer>",
    "closing tags": "</answer></think>",
    "end tokens": "<|im_end|>\n",
    "blanks": " ",
    "line ends": "\n",
    "semicolons": "; ",
    "parentheses": "f(x) ",
    "assignments": "a.b[0], c",
    "dots": "a.",
    "list marks": "- 1. ",
    "numbers": "1",
    "lines of blanks": "    \n",
    "includes": "#  ",
    "imports": "import a.b.c ",
}


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS.keys())
def test_a_loop_costs_what_its_length_costs(loop):
    sizes = []
    for characters in (2_000, 4_000, 8_000):
        text = loop * (characters // len(loop))
        with Steps() as steps:
            find_program(text)
            find_program("x\n" + text, language="cpp")
        sizes.append(steps.count)
    assert all(after <= 2.2 * before + 100 for before, after in pairwise(sizes))


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS.keys())
@pytest.mark.few(4)
def test_patterns_do_not_backtrack(loop):
    # Counted lines do not show what a pattern does inside. A quadratic one takes hours for a megabyte.
    text = loop * (1_000_000 // len(loop))
    start = time.process_time()
    for prefix in ("", "x", "    ", "<answer>", "```\n"):
        find_program(prefix + text + "!")
    assert time.process_time() - start < 20
