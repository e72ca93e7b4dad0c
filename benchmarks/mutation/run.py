"""Mutants of the modules that decide verdicts: python benchmarks/mutation/run.py ROOM [--draw 100] [--seed 1] [--left].

The mutations are cosmic-ray's (`pip install cosmic-ray`), those that concern bounds and decisions. Its own runner
writes each mutant into the source file and starts pytest anew, which takes seconds before the first test; mutmut leaves
module-level constants alone, and those are the bounds. So this driver forks a child for each mutant: what others wrote
is imported once, the mutated module is compiled from memory, and only the tests run that reach the mutated line, the
quickest first, until one fails. What a mutant does in processes that a test starts is not seen.

rooms.json says which modules and tests belong together, equivalent.json which mutants change no verdict, and why.
Results go to results/ROOM-SEED.json; `--left` tries those again that survived there. table.py makes RESULTS.md of them.
"""

import argparse
import json
import os
import random
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType
from typing import Any

import flint  # noqa: F401 (imported once, before the forks)
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator
from reached import HOUSE, Tests, baseline, reaching

HERE = Path(__file__).parent
OPERATORS = """
    NumberReplacer AddNot ReplaceAndWithOr ReplaceOrWithAnd ReplaceTrueWithFalse ReplaceFalseWithTrue
    ReplaceUnaryOperator_Delete_Not ReplaceUnaryOperator_Delete_USub
    ReplaceComparisonOperator_Lt_LtE ReplaceComparisonOperator_LtE_Lt ReplaceComparisonOperator_Gt_GtE
    ReplaceComparisonOperator_GtE_Gt ReplaceComparisonOperator_Eq_NotEq ReplaceComparisonOperator_NotEq_Eq
    ReplaceComparisonOperator_Is_IsNot ReplaceComparisonOperator_IsNot_Is
    ReplaceBinaryOperator_Add_Sub ReplaceBinaryOperator_Sub_Add ReplaceBinaryOperator_Mul_Div
    ReplaceBinaryOperator_Div_Mul ReplaceBinaryOperator_FloorDiv_Div ReplaceBinaryOperator_Mod_Mul
    ReplaceBinaryOperator_Pow_Mul ReplaceBreakWithContinue ReplaceContinueWithBreak
""".split()
# Decorators (frozen dataclasses, sizes of caches) and zip's check of lengths decide nothing.
LEFT_ALONE = ("@", "strict=")
MAX_SECONDS = 30  # of CPU for the tests of a mutant: several times what they take; a mutant that loops needs more


def places(path: str) -> Iterator[tuple[str, str, int, str]]:
    """Where a module may be mutated: its path, operator, how often that could be applied before, what is there."""
    source = (HOUSE / path).read_text()
    lines, nodes = source.splitlines(), list(ast_nodes(get_ast(source)))
    for name in OPERATORS:
        operator = get_operator(f"core/{name}")()
        found = ((node, start[0]) for node in nodes for start, _ in operator.mutation_positions(node))
        for occurrence, (node, line) in enumerate(found):
            starred = "Binary" in name and node.parent.type not in ("arith_expr", "term", "power")  # f(*rest)
            if not starred and not any(mark in lines[line - 1] for mark in LEFT_ALONE):
                yield path, name, occurrence, lines[line - 1].strip()


def mutant_at(path: str, name: str, occurrence: int, *_: object) -> dict[str, Any]:
    """A mutant: its module, line, what stood there, what is there now, and the whole source."""
    source = (HOUSE / path).read_text()
    mutated = mutate_code(source, get_operator(f"core/{name}")(), occurrence)
    pairs = enumerate(zip(source.splitlines(), mutated.splitlines(), strict=False), 1)
    line, before, after = next((number, old.strip(), new.strip()) for number, (old, new) in pairs if old != new)
    return {"module": path, "line": line, "before": before, "after": after, "source": mutated}


def key_of(mutant: dict[str, Any]) -> tuple[str, str, str]:
    """What a mutant is known by when lines have moved."""
    return mutant["module"], mutant["before"], mutant["after"]


class Mutated(SourceFileLoader):
    """Imports one module from a mutated source; also the finder that leads there."""

    def __init__(self, mutant: dict[str, Any]) -> None:
        """mutant: as `mutant_at` gives it."""
        self.source, path = mutant["source"], mutant["module"]
        super().__init__(path.removesuffix(".py").removesuffix("/__init__").replace("/", "."), str(HOUSE / path))

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """This module's only."""
        return spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002
        """Compiled from memory: what is cached on the disk is not mutated."""
        return compile(self.source, self.path, "exec")


def child(job: Callable[[], Any]) -> Any:
    """What `job` returns in a process of its own; None where it died or took too long."""
    reader, writer = os.pipe()
    if (process := os.fork()) == 0:
        os.dup2(quiet := os.open(os.devnull, os.O_RDWR), 1)
        os.dup2(quiet, 2)
        with os.fdopen(writer, "w") as out:
            json.dump(job(), out)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        text = answer.read()
    os.waitpid(process, 0)
    return json.loads(text) if text else None


def ending(mutant: dict[str, Any], known: dict[str, Any]) -> tuple[str, str]:
    """How a mutant ends: ("survived" or "killed", by what)."""
    chosen = reaching(mutant, known)
    files = sorted({test.split("::")[0] for test in chosen})

    def job() -> list[Any]:
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
        signal.alarm(10 * MAX_SECONDS)  # one that sleeps
        sys.meta_path.insert(0, Mutated(mutant))
        # Collecting takes longer than running: first the file with the most quick tests, then all the others.
        first = max(files, key=[test.split("::")[0] for test in chosen[:50]].count)
        tests, others = Tests(chosen), [file for file in files if file != first]
        survives = tests.run([first], "-x") == 0 and (not others or tests.run(others, "-x") == 0)
        return [survives, *tests.failed[:1]]

    if not chosen:
        return "survived", "no test reaches it"
    survives, *failed = child(job) or [False, "it loops or dies"]
    return ("survived", f"{len(chosen)} tests") if survives else ("killed", *(failed or ["tests cannot be collected"]))


def main() -> None:
    """Draw, run, write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("room")
    parser.add_argument("--draw", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--left", action="store_true")
    asked = parser.parse_args()
    os.environ["CI"] = "1"  # the examples of property tests are the same each time
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # importing what other plugins want takes a second
    os.chdir(HOUSE)
    sys.path.insert(0, str(HOUSE))
    room = json.loads((HERE / "rooms.json").read_text())[asked.room]
    results = HERE / "results" / f"{asked.room}-{asked.seed}.json"
    everywhere = [place for path in room["modules"] for place in places(path)]
    done = {key_of(one): one for one in json.loads(results.read_text())["mutants"]} if results.exists() else {}
    if asked.left:
        left = {key for key, one in done.items() if one["outcome"] == "survived"}
        there = (mutant_at(*place) for place in everywhere if (place[0], place[3]) in {key[:2] for key in left})
        drawn = [mutant for mutant in there if key_of(mutant) in left]
        for key in left - {key_of(mutant) for mutant in drawn}:  # what it changed is not there any more
            done[key] |= {"outcome": "gone", "first": done[key].get("first", "survived")}
    else:  # a run that was cut short goes on
        chosen = random.Random(asked.seed).sample(everywhere, min(asked.draw, len(everywhere)))
        drawn = [mutant for mutant in (mutant_at(*place) for place in chosen) if key_of(mutant) not in done]
    known = baseline(room, child)
    print(f"{len(everywhere)} mutants, {len(drawn)} drawn; {len(known['seconds'])} tests", flush=True)
    for mutant in drawn:
        outcome, by = ending(mutant, known)
        where = f"{mutant['module']}:{mutant['line']}"
        print(outcome, where, mutant["before"], "->", mutant["after"], "|", by, flush=True)
        del mutant["source"]
        before = done.get(key_of(mutant), {"outcome": outcome})
        done[key_of(mutant)] = {**mutant, "outcome": outcome, "by": by, "first": before.get("first", before["outcome"])}
        results.write_text(json.dumps({"of": len(everywhere), "mutants": [*done.values()]}, indent=1))


if __name__ == "__main__":
    main()
