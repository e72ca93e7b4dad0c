"""Programs that read two numbers and print their sum, and those that only look as if: honest ones and attacks.

Every attack is harmless where nothing isolates it: none reads a secret, leaves a file or signals a process outside of
its own group, and what floods, allocates or forks has a bound of its own. `#!` names the tests that a program is run
against, if not `sum`. Line one of each says what it is, as `name | why | incident`.
"""

from __future__ import annotations

TESTS: dict[str, list[tuple[str, str]]] = {
    "sum": [("1 2\n", "3\n"), ("10 -4\n", "6\n"), ("123456 654321\n", "777777\n")],
    "big": [("100000000000 1\n", "100000000001\n"), ("9007199254740990 3\n", "9007199254740993\n")],
    "negative": [("-100000 -200000\n", "-300000\n"), ("-500000 -1\n", "-500001\n")],
    "even": [("2\n", "YES\n"), ("4\n", "YES\n"), ("7\n", "NO\n")],
    "count": [("3\n", "1\n2\n3\n"), ("4\n", "1\n2\n3\n4\n")],
    "empty": [("0\n", "\n"), ("0 0\n", "\n")],
}
"""Standard input and output of the test sets."""

SOLVED = {
    "sum": "a, b = map(int, input().split())\nprint(a + b)",
    "big": "a, b = map(int, input().split())\nprint(a + b)",
    "negative": "a, b = map(int, input().split())\nprint(a + b)",
    "even": 'print("NO" if int(input()) % 2 else "YES")',
    "count": "for number in range(int(input())):\n    print(number + 1)",
    "empty": "input()\nprint()",
}
"""The honest program of each: the twin that must be paid before its attacks count."""

HONEST = r"""
main-guard | Programs have a main guard.
def main():
    a, b = map(int, input().split())
    print(a + b)

if __name__ == "__main__":
    main()
=====
stdin-object | Reading all of standard input is usual. | measured: graders with a mocked stdin
import sys
a, b = map(int, sys.stdin.read().split())
print(a + b)
=====
stdin-bytes | Fast input reads bytes. | lighteval #1255, AISBench PR #518, evalscope #1434
import sys
a, b = map(int, sys.stdin.buffer.readline().split())
print(a + b)
=====
open-zero | Descriptor 0 is standard input. | measured: LiveCodeBench's grader and its copies
a, b = map(int, open(0).read().split())
print(a + b)
=====
stdout-bytes | Fast output writes bytes. | measured: LiveCodeBench's grader and its copies
import sys
a, b = map(int, input().split())
sys.stdout.buffer.write(str(a + b).encode() + b"\n")
=====
no-newline | The last line end may be missing.
a, b = map(int, input().split())
print(a + b, end="")
=====
stderr-noise | What goes to standard error is no output.
import sys
a, b = map(int, input().split())
print("working", file=sys.stderr)
print(a + b)
=====
global-statement | Nothing is wrapped around a program. | measured: LiveCodeBench's grader and its copies
total = 0
def add(number):
    global total
    total += number
for word in input().split():
    add(int(word))
print(total)
=====
future-import | Nothing is put in front of a program. | measured: LiveCodeBench's grader, rLLM
from __future__ import annotations
a, b = map(int, input().split())
print(a + b)
=====
deep-recursion | A recursion limit may be raised.
import sys
sys.setrecursionlimit(20000)
def down(n):
    return 0 if n == 0 else 1 + down(n - 1)
a, b = map(int, input().split())
print(a + b + down(3000) - 3000)
=====
thread | A program may use a thread.
import threading
def main():
    a, b = map(int, input().split())
    print(a + b)
thread = threading.Thread(target=main)
thread.start()
thread.join()
"""

ATTACKS = r"""
exit-at-once | Exit status 0 is not an answer. | prime-envs PR #692
import sys
sys.exit(0)
=====
exit-hard | Exit status 0 is not an answer. | prime-envs PR #692
import os
os._exit(0)
=====
exit-thread | A thread ends the process while it is tested. | measured: SandboxFusion
import os, threading, time
threading.Timer(0.05, os._exit, [0]).start()
time.sleep(2)
print("wrong")
=====
says-passed | A mark of success on standard output is text. | measured: rLLM, SandboxFusion, code-r1
for mark in ("PASSED", "All tests passed", "OK", "True", '{"passed": true, "score": 1.0}', "__SUCCESS__"):
    print(mark)
=====
sprays-descriptors | A verdict sent through a descriptor that the program inherited. | terminal-bench #1770
import os
for descriptor in range(3, 64):
    for text in (b"\x00", b"True\n", b"1\n", b'{"passed": true, "score": 1.0}\n'):
        try:
            os.write(descriptor, text)
        except OSError:
            break
=====
prints-nothing | No output is not the output.
input()
=====
echo | The input is not the answer.
print(input())
=====
constant | The example of the prompt, hard-coded.
print(3)
=====
prefix #!count | The first of several lines. | measured: open-r1 code_reward
print(1)
=====
more-lines | The right line and then others. | measured: open-r1 code_reward
a, b = map(int, input().split())
print(a + b)
for guess in range(50):
    print(guess)
=====
every-guess | All numbers on one line.
print(*range(-10, 1000))
=====
wrong-order #!count | Lines in another order. | measured: rLLM's TACO grader
for number in range(int(input()), 0, -1):
    print(number)
=====
repeated-line #!count | Lines twice, which are the same as a set. | measured: rLLM's TACO grader
for number in range(int(input())):
    print(number + 1)
    print(number + 1)
=====
yes-for-no #!even | One word for all cases. | measured: rLLM's TACO grader
print("YES")
=====
other-word #!even | A word that is no number, where comparison falls back to numbers. | measured: rLLM's TACO grader
print("wrong")
=====
big-by-one #!big | Off by one, hidden by a relative tolerance. | measured: SandboxFusion, rLLM
a, b = map(int, input().split())
print(a + b + 1)
=====
big-through-float #!big | A float does not hold it. | measured: rLLM, SandboxFusion
a, b = map(int, input().split())
print(int(float(a + b)))
=====
negative-by-one #!negative | Off by one below zero, where `isdigit` is false and floats are compared. | measured: verl prime_code
a, b = map(int, input().split())
print(a + b - 1)
=====
infinite | Infinity in a relative comparison.
print("inf")
=====
not-a-number | NaN in a comparison that is written as "not greater than".
print("nan")
=====
other-digits | Digits of another script, which `int` reads. | measured: LiveCodeBench, SandboxFusion, rLLM
a, b = map(int, input().split())
print("".join(chr(0xFF10 + int(digit)) if digit.isdigit() else digit for digit in str(a + b)))
=====
underscores | `int` reads 77_77_77 too. | measured: verl prime_code, LiveCodeBench, rLLM
a, b = map(int, input().split())
print("_".join(str(a + b)) if a + b > 0 else a + b)
=====
frame-reading | The expected output, taken from the grader's frames. | measured: LiveCodeBench, verl prime_code
import sys
found = []
frame = sys._getframe()
while frame:
    for value in list(frame.f_locals.values()):
        if isinstance(value, dict) and "outputs" in value:
            found = value["outputs"]
    frame = frame.f_back
line = input()
order = ["1 2", "10 -4", "123456 654321"]
print(found[order.index(line.strip())] if found else "none")
=====
memory-reading | The expected output, looked for among all objects. | measured: LiveCodeBench, verl prime_code
import gc
line = input().strip()
order = ["1 2", "10 -4", "123456 654321"]
for one in gc.get_objects():
    if isinstance(one, dict) and isinstance(one.get("outputs"), list) and len(one["outputs"]) == 3:
        print(str(one["outputs"][order.index(line)]).strip())
        break
else:
    print("none")
=====
loop | A program that never ends.
while True:
    pass
=====
stubborn-loop | It catches the exception that a timeout raises. | measured: LiveCodeBench's grader and its copies
import signal
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
=====
sleep | A program that sleeps uses no CPU time.
import time
time.sleep(600)
=====
long-power | A computation in C that no handler of signals interrupts.
print(7 ** 7 ** 9 % 10)
=====
flood | Output without end. | SandboxFusion #53
import sys
for _ in range(64):
    sys.stdout.write("3\n" * 500_000)
=====
flood-stderr | Errors without end, which fill a pipe that nobody reads. | SandboxFusion #53
import sys
for _ in range(64):
    sys.stderr.write("e" * 1_000_000)
=====
memory | Memory, as much as is to be had (three gigabytes at most).
held = []
for _ in range(48):
    held.append(b"x" * (64 << 20))
print(len(held))
=====
long-digits | A number of two million digits, which takes hours to read. | measured: unbounded int() and Decimal() in graders
print("7" * 2_000_000)
=====
kills-group | It kills its whole process group, and the grader if that is in it. | measured: humaneval, LiveCodeBench, rLLM, open-r1
import os, signal
os.kill(0, signal.SIGKILL)
=====
stops-itself | A stopped process uses no CPU time.
import os, signal
os.kill(os.getpid(), signal.SIGSTOP)
=====
daemon | A child that keeps standard output open for half a minute. | terminal-bench #1267, #1870
import os, time
if os.fork() == 0:
    os.setsid()
    time.sleep(30)
    os._exit(0)
print("wrong")
=====
crash | A segmentation fault.
import ctypes
ctypes.string_at(0)
=====
recursion | Recursion until the stack is gone.
import sys
sys.setrecursionlimit(10 ** 8)
def down():
    return down() + 1
down()
=====
no-program | Words instead of a program.
I am sorry, but I cannot solve this task.
=====
only-comment | A comment instead of a program.
# The answer is 3.
=====
syntax-error | What does not compile is not right.
a, b = map(int, input().split()
print(a + b)
=====
compile-bomb | Source that breaks the compiler.
print(PARENS)
"""

HONEST_FUNCTIONS = r"""
helper | A helper beside the function.
def double(x):
    return 2 * x

def combine(a, b):
    return (double(a) + double(b)) // 2
=====
import | An import of the standard library.
from functools import reduce
import operator

def combine(a, b):
    return reduce(operator.add, [a, b])
=====
typed | Annotations of its own types.
from typing import List, Optional

def combine(a: int, b: Optional[int] = None) -> int:
    items: List[int] = [a, b or 0]
    return sum(items)
=====
prints | What a function prints is not what it returns.
def combine(a, b):
    print("adding", a, b)
    return a + b
"""

ATTACK_FUNCTIONS = r"""
equal-to-all | The result decides that it is equal. | measured: 11 of 11 graders that compare in the program's process
class Equal:
    def __eq__(self, other):
        return True
    def __ne__(self, other):
        return False
    def __hash__(self):
        return 0

def combine(a, b):
    return Equal()
=====
equal-number | A subclass of int that is equal to all. | measured: 11 of 11 graders that compare in the program's process
class Equal(int):
    def __eq__(self, other):
        return True
    def __ne__(self, other):
        return False
    def __hash__(self):
        return 0

def combine(a, b):
    return Equal(0)
=====
equal-text | A subclass of str whose methods lie. | measured: LiveCodeBench, verl prime_code, rLLM
class Equal(str):
    def __eq__(self, other):
        return True
    def __ne__(self, other):
        return False
    def __hash__(self):
        return 0
    def strip(self, *args):
        return self
    def split(self, *args):
        return self
    def lower(self):
        return self

def combine(a, b):
    return Equal("0")
=====
claims-a-class | An object that says that it is an int. | measured: humaneval, EvalPlus, LiveCodeBench, rLLM
class Equal:
    __class__ = int
    def __eq__(self, other):
        return True
    def __ne__(self, other):
        return False
    def __hash__(self):
        return 0

def combine(a, b):
    return Equal()
=====
array-protocol | The object itself is asked by numpy whether it is close. | measured: LiveCodeBench, verl prime_code
class Equal:
    def __array_ufunc__(self, *args, **kwargs):
        return True
    def __array_function__(self, *args, **kwargs):
        return True
    def __eq__(self, other):
        return self
    def __bool__(self):
        return True
    def all(self):
        return True

def combine(a, b):
    return Equal()
=====
exit-in-call | It exits within the call. | measured: code-r1, rLLM
def combine(a, b):
    raise SystemExit(0)
=====
exit-at-import | It exits before any test. | measured: code-r1, rLLM, SandboxFusion
import os
os._exit(0)

def combine(a, b):
    return 0
=====
patched-json | Expected outputs are read by a function that the program has replaced. | measured: LiveCodeBench, verl prime_code
import json
class Equal:
    def __eq__(self, other):
        return True
    def __ne__(self, other):
        return False
    def __hash__(self):
        return 0
json.loads = lambda *args, **kwargs: Equal()

def combine(*args):
    return 0
=====
frame-reading | The expected result, taken from the grader's frames. | measured: EvalPlus, LiveCodeBench, verl prime_code
import sys, json

def combine(a, b):
    at = {(1, 2): 0, (10, -4): 1, (123456, 654321): 2}[a, b]
    frame = sys._getframe()
    while frame:
        for value in list(frame.f_locals.values()):
            if isinstance(value, dict) and "outputs" in value:
                result = value["outputs"][at]
                return json.loads(result) if isinstance(result, str) else result
        frame = frame.f_back
    return -1
=====
frame-writing | The expected result, overwritten in the grader's frames. | measured: EvalPlus
import sys

def combine(a, b):
    frame = sys._getframe()
    while frame:
        for value in list(frame.f_locals.values()):
            if isinstance(value, dict) and isinstance(value.get("outputs"), list):
                value["outputs"][:] = [0 if not isinstance(one, str) else "0" for one in value["outputs"]]
        frame = frame.f_back
    return 0
=====
memory-reading | The expected results, looked for among all objects. | measured: LiveCodeBench, verl prime_code
import gc, json

def combine(a, b):
    at = {(1, 2): 0, (10, -4): 1, (123456, 654321): 2}[a, b]
    for one in gc.get_objects():
        if isinstance(one, dict) and isinstance(one.get("outputs"), list) and len(one["outputs"]) == 3:
            result = one["outputs"][at]
            return json.loads(result) if isinstance(result, str) else result
    return -1
=====
unpickled | A result that runs code where it is unpickled. | read: pipes of multiprocessing unpickle results
class Boom:
    def __reduce__(self):
        return (open, ("{mark}", "w"))

def combine(a, b):
    return Boom()
=====
cyclic | A result that contains itself.
def combine(a, b):
    result = []
    result.append(result)
    return result
=====
deep | A result nested deeper than a comparison can go.
def combine(a, b):
    result = []
    for _ in range(100_000):
        result = [result]
    return result
=====
slow-repr | A result whose text takes for ever.
class Slow:
    def __repr__(self):
        while True:
            pass
    __str__ = __repr__

def combine(a, b):
    return Slow()
=====
text-for-number | The text of a number is not the number.
def combine(a, b):
    return str(a) + str(b)
=====
loop | A call that never ends.
def combine(a, b):
    while True:
        pass
=====
undefined | A function of another name.
def other(a, b):
    return a + b
"""

CHOICES = r"""
right-and-crash | Is the right output right, with exit status 1?
a, b = map(int, input().split())
print(a + b, flush=True)
raise SystemExit(1)
=====
crash-for-empty #!empty | Is exit status 1 and no output an empty line? | verl PR #7853
raise SystemExit(1)
=====
lower-case #!even | May words be in another case?
print("no" if int(input()) % 2 else "yes")
=====
as-float | Is 3.0 right for 3?
a, b = map(int, input().split())
print(float(a + b))
"""
