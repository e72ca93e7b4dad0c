"""Tests in python, rewritten so that a pass is a proof: what is put into them is in sandbox/instruments.py.

assert f(x) == 3              with __claim__(0): …                each assertion has a number
assert f(a) == sorted(a)      __compared__('Eq', …)               what is expected first: the program may change `a`
self.assertEqual(f(a), g(a))  __called__(…)                       the same
abs(f(x) - 4) > 1e-6          __number__(…) > __number__(…)       NaN is neither more nor less, and passes nothing
zip(f(x), [1, 2])             __zip__([False, True], …)           the program's part must not end before the tests'
all(x > 0 for x in f(y))      __all__(…)                          of nothing it says nothing: no assertion is reached
eval(f(x))                    __evaluated__('eval', …)            in the program's process
if …: raise / raises(…)       __reached__()                       behind it: that it has been reached and held
r = f(a); assert r == sorted(a)   __early__, __late__             the same, in two statements
f(x) - np.array([1.5])        __beside__('Sub', …)                an empty array is close to everything
assert f(x) == 3              __told__(0, f(x))                   in one process: compared outside, where the 3 is
type(x) is C                  type(x) == C                        stand-ins have types of their own
"""

from __future__ import annotations

import ast
from typing import Any, NamedTuple

from verifiers.code.reading import calls, expects_exception, is_site, mentions, name_of

_EQUAL = frozenset(
    "assertEqual assertEquals assertListEqual assertDictEqual assertTupleEqual assertSetEqual assertSequenceEqual"
    " assertMultiLineEqual".split()
)
_OF_VALUES = frozenset("sorted sum max min set list tuple dict reversed Counter str".split())
_ORDERS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


class Instrumented(NamedTuple):
    """The source of the tests as they are run.

    claims: the text of each assertion.
    expected: of those that are compared outside, the value.
    sure: of these, those that every run reaches.
    """

    source: str
    claims: list[str]
    expected: dict[int, Any]
    sure: set[int]


def instrumented(module: ast.Module, tainted: frozenset[str], *, together: bool = False) -> Instrumented:
    """Rewrite tests. The module is used up.

    together: the program is in the same process, so that no literal that is expected may be there: then `assert x == 3`
        becomes `__told__(0, x)`, and what is told is compared outside.
    """
    arrays = any(isinstance(node, ast.alias) and node.name.startswith("numpy") for node in ast.walk(module))
    rewriting = _Rewriting(tainted, arrays=arrays, sure=_sure(module.body) if together else None)
    source = ast.unparse(ast.fix_missing_locations(rewriting.visit(module)))
    return Instrumented(source, rewriting.claims, rewriting.expected, rewriting.told)


def _sure(body: list[ast.stmt]) -> set[int]:
    """The statements of tests that are reached in every run which comes to its end: their ids."""
    found = {id(statement) for statement in body}
    for statement in body:
        if isinstance(statement, ast.With) or (isinstance(statement, ast.ClassDef) and not statement.decorator_list):
            found |= _sure(statement.body)
        elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) and not statement.decorator_list:
            runs = statement.name.startswith("test") or statement.name == "check"
            found |= _sure(statement.body) if runs else set()
    return found


def _call(name: str, *args: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(args), [])


def _reached() -> ast.Expr:
    return ast.Expr(_call("__reached__"))


def _statement(node: ast.AST) -> ast.stmt:
    assert isinstance(node, ast.stmt)
    return node


def _literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


class _Rewriting(ast.NodeTransformer):
    def __init__(self, tainted: frozenset[str], *, arrays: bool, sure: set[int] | None) -> None:
        self._tainted, self._arrays, self._sure = tainted, arrays, sure
        self._early = 0
        self.expected: dict[int, Any] = {}
        self.told: set[int] = set()
        self.claims: list[str] = []

    # ---------------------------------------------------------------- statements

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Rewrite what is inside; statement by statement, since one can depend on the one before."""
        for name in ("body", "orelse", "finalbody"):
            body = getattr(node, name, None)
            if isinstance(body, list):
                setattr(node, name, self._with_early(body))
        return super().generic_visit(node)

    def _with_early(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """`r = f(a); assert r == sorted(a)`: what is expected is worked out before the call, as if it stood there."""
        made: list[ast.stmt] = []
        for place, statement in enumerate(body):
            following = body[place + 1] if place + 1 < len(body) else None
            if following is not None and (side := self._late_side(statement, following)) is not None:
                self._early += 1
                name = f"__early{self._early}__"
                thunk = ast.Lambda(ast.arguments([], [], None, [], [], None, []), side)
                made.append(ast.Assign([ast.Name(name, ast.Store())], _call("__early__", thunk)))
                assert isinstance(following, ast.Assert)
                assert isinstance(following.test, ast.Compare)
                following.test.comparators = [_call("__late__", ast.Name(name, ast.Load()), thunk)]
            made.append(statement)
        return made

    def _late_side(self, statement: ast.stmt, following: ast.stmt) -> ast.expr | None:
        """What an assertion on the variable of the statement before it works out of the arguments of the call there."""
        if not (isinstance(statement, ast.Assign) and isinstance(following, ast.Assert)):
            return None
        test, [target, *_] = following.test, statement.targets
        if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq)):
            return None
        side = test.comparators[0]
        function = side.func.id if isinstance(side, ast.Call) and isinstance(side.func, ast.Name) else ""
        of_values = (
            function in _OF_VALUES
            or isinstance(side, ast.ListComp | ast.SetComp | ast.DictComp | ast.BinOp)
            or (isinstance(side, ast.Subscript) and ast.unparse(side.slice) != ":")
        )
        used = frozenset(node.id for node in ast.walk(side) if isinstance(node, ast.Name)) - _OF_VALUES
        named = isinstance(target, ast.Name) and isinstance(test.left, ast.Name) and test.left.id == target.id
        if named and of_values and self._expected(side) and calls(statement.value, self._tainted):
            return side if mentions(statement.value, used) else None
        return None

    def visit_Assert(self, node: ast.Assert) -> Any:
        self.claims.append(ast.unparse(node))
        test = node.test
        equation = isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq)
        told = self._told(node, test.left, test.comparators[0]) if equation else None  # type: ignore[attr-defined]
        if told is not None:
            return told
        claim = _call("__claim__", ast.Constant(len(self.claims) - 1))
        return ast.With([ast.withitem(claim)], [_statement(self.generic_visit(node))])

    def visit_Expr(self, node: ast.Expr) -> Any:
        site = is_site(node.value) and isinstance(node.value, ast.Call)
        if isinstance(node.value, ast.Call) and name_of(node.value.func) in _EQUAL and len(node.value.args) == 2:
            self.claims.append(ast.unparse(node))
            if (told := self._told(node, *node.value.args)) is not None:
                return told
            self.claims.pop()
        self.generic_visit(node)
        return [node, _reached()] if site else node

    def _told(self, node: ast.stmt, left: ast.expr, right: ast.expr) -> ast.Expr | None:
        """An assertion whose one side is a literal, which stays outside: the other side is told."""
        if self._sure is None or _literal(left) == _literal(right):
            return None
        value, literal = (left, right) if _literal(right) else (right, left)
        number = len(self.claims) - 1
        self.expected[number] = ast.literal_eval(literal)
        if id(node) in self._sure:
            self.told.add(number)
        return ast.Expr(_call("__told__", ast.Constant(number), self.visit(value)))

    def visit_If(self, node: ast.If) -> Any:
        site = any(
            isinstance(inner, ast.Raise) or (isinstance(inner, ast.Expr) and is_site(inner.value))
            for inner in node.body
        )
        self.generic_visit(node)
        return [node, _reached()] if site else node

    def visit_With(self, node: ast.With | ast.AsyncWith) -> Any:
        site = any(expects_exception(item.context_expr) for item in node.items)
        self.generic_visit(node)
        return [node, _reached()] if site else node

    def visit_AsyncWith(self, node: ast.AsyncWith) -> Any:
        return self.visit_With(node)

    def visit_Try(self, node: ast.Try) -> Any:
        """Where the way past the exception fails, the exception is what was expected."""
        expected = any(is_site(inner) for part in (*node.body, *node.orelse) for inner in ast.walk(part))
        self.generic_visit(node)
        if expected:
            for handler in node.handlers:
                handler.body.insert(0, _reached())
        return node

    # ---------------------------------------------------------------- expressions

    def visit_Compare(self, node: ast.Compare) -> Any:
        sides = (node.left, *node.comparators)
        if len(node.ops) == 1 and isinstance(node.ops[0], ast.Is | ast.IsNot):
            if any(map(_is_type, sides)):
                node.ops = [ast.Eq() if isinstance(node.ops[0], ast.Is) else ast.NotEq()]
            return self.generic_visit(node)
        late = (
            len(node.ops) == 1
            and isinstance(node.ops[0], ast.Eq | ast.NotEq)
            and calls(node.left, self._tainted)
            and self._expected(node.comparators[0])
        )
        self.generic_visit(node)
        if late:
            how = ast.Constant(type(node.ops[0]).__name__)
            return _call("__compared__", how, _call("__kept__", node.comparators[0]), node.left)
        if self._arrays and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            how = ast.Constant(type(node.ops[0]).__name__)
            return _call("__beside__", how, node.left, node.comparators[0])
        if any(isinstance(op, _ORDERS) for op in node.ops):
            node.left = _number(node.left)
            node.comparators = [_number(side) for side in node.comparators]
        return node

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        self.generic_visit(node)
        if self._arrays and isinstance(node.op, ast.Sub):
            return _call("__beside__", ast.Constant("Sub"), node.left, node.right)
        return node

    def _expected(self, node: ast.expr) -> bool:
        """Whether it is what the tests expect, and could be changed before it is looked at."""
        awkward = (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom, ast.Starred)
        return not (
            _literal(node) or mentions(node, self._tainted) or any(isinstance(i, awkward) for i in ast.walk(node))
        )

    def visit_Call(self, node: ast.Call) -> Any:
        name = name_of(node.func)
        bare = isinstance(node.func, ast.Name) and not any(isinstance(one, ast.Starred) for one in node.args)
        ours = [not mentions(argument, self._tainted) for argument in node.args]
        late = [self._expected(argument) for argument in node.args]
        called = [calls(argument, self._tainted) for argument in node.args]
        self.generic_visit(node)
        if bare and name == "zip" and not node.keywords and True in ours and False in ours:
            return self._zipped(node.args, ours, late)
        if bare and name == "all" and ours == [False]:
            return _call("__all__", *node.args)
        if bare and name in ("eval", "exec") and ours and not ours[0]:
            return _call("__evaluated__", ast.Constant(name), *node.args[:2])
        if name.startswith("assert") and not node.keywords and True in called and True in late[called.index(True) :]:
            order = sorted(range(len(node.args)), key=lambda place: not late[place])
            values = [_call("__kept__", node.args[place]) if late[place] else node.args[place] for place in order]
            places = ast.List([ast.Constant(place) for place in order], ast.Load())
            if not any(isinstance(value, ast.Starred) for value in node.args):
                return _call("__called__", node.func, places, *values)
        return node

    @staticmethod
    def _zipped(args: list[ast.expr], ours: list[bool], late: list[bool]) -> ast.Call:
        """`zip(f(xs), xs)`: what the tests have is taken as it is before the call."""
        order = sorted(range(len(args)), key=lambda place: not late[place])
        own = ast.List([ast.Constant(one) for one in ours], ast.Load())
        values = [_call("__kept__", args[place]) if late[place] else args[place] for place in order]
        places = ast.List([ast.Constant(place) for place in (0, *(place + 1 for place in order))], ast.Load())
        return _call("__called__", ast.Name("__zip__", ast.Load()), places, own, *values)


def _is_type(node: ast.expr) -> bool:
    """Whether it is the type of something: `type(x)`, `x.__class__`, or `info.type` of an exception that was raised."""
    if isinstance(node, ast.Attribute):
        return node.attr in ("type", "__class__", "exc_type")
    return isinstance(node, ast.Call) and name_of(node.func) == "type"


def _number(node: ast.expr) -> ast.expr:
    return node if isinstance(node, ast.Constant) else _call("__number__", node)
