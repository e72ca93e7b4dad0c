"""Sources that are tests: the runner of their language runs them, and its exit code is the run's."""

import pytest

from verifiers.sandbox import Limits, Program, SandboxUnavailable

JUNIT = """import org.junit.jupiter.api.Test;
import static org.junit.jupiter.api.Assertions.*;
public class Doubled {
  static int doubled(int n) { return n * %s; }
}
class Examples {
  @Test
  void four() { assertEquals(8, Doubled.doubled(4)); }
}
"""
JEST = """import { describe, expect, test } from '@jest/globals';
function doubled(n: number): number { return n * %s; }
describe('doubled', () => { test('four', () => { expect(doubled(4)).toBe(8); }); });
"""
GO = """package main

import "testing"

func doubled(n int) int { return n * %s }

func TestFour(t *testing.T) {
	if doubled(4) != 8 {
		t.Errorf("doubled(4) is %%d", doubled(4))
	}
}
"""
VERILOG = """module tb;
  initial begin
    if (4 * %s !== 8) $fatal(1, "not doubled");
    $display("doubled");
  end
endmodule
"""
CSHARP = """using System.Diagnostics;
class Doubled {
  static int Of(int n) { return n * %s; }
  static void Main() { Debug.WriteLine("not shown"); Debug.Assert(Of(4) == 8, "not doubled"); System.Console.WriteLine("end"); }
}
"""
SOURCES = {"junit": JUNIT, "jest": JEST, "go_test": GO, "verilog": VERILOG, "csharp": CSHARP}
TOLD = {"junit": b"expected: <8> but was: <12>", "jest": b"Received: 12", "go_test": b"doubled(4) is 12",
        "verilog": b"not doubled", "csharp": b"Assertion failed. not doubled"}  # fmt: skip


def run(sandbox, language, source):
    try:
        return sandbox.run(Program(language, source), limits=Limits(cpu_seconds=20, idle_seconds=20))
    except SandboxUnavailable as error:
        pytest.skip(str(error))


@pytest.mark.slow
@pytest.mark.parametrize("language", SOURCES)
def test_tests_that_pass_and_tests_that_fail(sandbox, language):
    right, wrong = (run(sandbox, language, SOURCES[language] % factor) for factor in (2, 3))
    assert right.outcome == "ok", right
    assert wrong.outcome == "runtime_error", wrong
    assert TOLD[language] in wrong.stdout + wrong.stderr


@pytest.mark.slow
def test_junit_without_tests_is_no_pass(sandbox):
    assert run(sandbox, "junit", "class Nothing { }").outcome == "runtime_error"


def test_csharp_s_assertions_are_in_release_builds_too(sandbox):
    wrong = run(sandbox, "csharp", CSHARP % 3)
    assert (wrong.outcome, wrong.exit_code, wrong.stdout) == ("runtime_error", 134, b"")
    assert wrong.stderr.strip().endswith(b"Assertion failed. not doubled")
    assert run(sandbox, "csharp", CSHARP % 2).stdout == b"end\n"


def test_java_finds_the_library_that_tests_want(sandbox):
    source = "import org.javatuples.Pair; class Main { public static void main(String[] a) {"
    result = run(sandbox, "java", source + " System.out.println(Pair.with(1, 2).getValue1()); } }")
    if result.outcome == "compile_error" and b"org.javatuples does not exist" in result.stderr:
        pytest.skip("this host lacks libjavatuples-java")
    assert (result.outcome, result.stdout) == ("ok", b"2\n"), result
