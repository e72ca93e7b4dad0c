"""What can be read off tests in python before they run: which names are the program's, and what they take them for.

    names      what the tests use and do not define
    tainted    what holds, directly or not, something that the program gave
    objects    names of the program whose results the tests treat as objects, by attributes that no plain value has

All of it is said by the tests alone: no completion has a say in how it is examined.
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterable, Iterator

from verifiers.code.suite import BadTestsError

_PLAIN = frozenset(
    name for kind in (str, bytes, int, float, complex, list, tuple, dict, set, frozenset, range) for name in dir(kind)
)
_OF_CONTAINERS = frozenset("add append clear discard extend get insert pop remove setdefault update".split())
"""Methods that classes under test have as often as built-in ones: with a class, they are its own."""
_ASSERTING = ("assert", "fail")
_RAISING = frozenset("raises warns deprecated_call assertRaises assertRaisesRegex assertWarns assertLogs".split())


_LONG_SLEEP = 3600
"""Nothing that tests wait for."""
_PASSING = frozenset("sum max min next iter list tuple set sorted reversed enumerate zip copy deepcopy".split())
"""Functions that give back what they get, or parts of it."""


def free_names(source: str, tests: ast.Module) -> set[str]:
    """Names that are looked up in the module and are bound nowhere in it, nor built in. Raises BadTestsError."""
    try:
        table = symtable.symtable(source, "tests.py", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        msg = f"The tests cannot be compiled: {str(error)[:100]}."
        raise BadTestsError(msg) from None
    used: set[str] = set()
    bound = bound_names(tests)
    for scope in _scopes(table):
        for symbol in scope.get_symbols():
            if symbol.is_referenced() and (symbol.is_global() or scope is table):
                used.add(symbol.get_name())
            if symbol.is_declared_global() and symbol.is_assigned():
                bound.add(symbol.get_name())
    return used - bound - vars(builtins).keys()


def _scopes(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    todo = [table]
    while todo:
        scope = todo.pop()
        yield scope
        todo += scope.get_children()


def bound_names(module: ast.Module) -> set[str]:
    """Names that the module itself binds, on its own level."""
    names: set[str] = set()
    todo: list[ast.AST] = list(module.body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
            continue
        if isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            names |= {
                inner.target.id
                for inner in ast.walk(node)
                if isinstance(inner, ast.NamedExpr) and isinstance(inner.target, ast.Name)
            }
            continue
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).partition(".")[0])
        elif (isinstance(node, ast.ExceptHandler) and node.name) or (
            isinstance(node, ast.MatchAs | ast.MatchStar) and node.name
        ):
            names.add(node.name)
        todo += ast.iter_child_nodes(node)
    return names


def imported(module: ast.Module) -> set[str]:
    """Modules that are imported, anywhere."""
    found: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found


def imports_used(module: ast.Module) -> set[str]:
    """Modules, and what is imported from them (`concurrent.futures`), of which the tests use a name."""
    used = {node.id for node in ast.walk(module) if isinstance(node, ast.Name)}
    found: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                if alias.name == "*" or (alias.asname or alias.name).partition(".")[0] in used:
                    found |= {alias.name} if isinstance(node, ast.Import) else _imported_by(node, alias)
    return found


def _imported_by(node: ast.ImportFrom, alias: ast.alias) -> set[str]:
    return {node.module, f"{node.module}.{alias.name}"} if node.module and not node.level else set()


def sleeps(module: ast.Module) -> float:
    """Seconds that tests sleep, as far as they say so by a number: `time.sleep(1.5)`."""
    return sum(
        float(node.args[0].value)
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and name_of(node.func) == "sleep" and len(node.args) == 1
        if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, int | float)
        if node.args[0].value < _LONG_SLEEP
    )


def imported_from(module: ast.Module, modules: Iterable[str]) -> set[str]:
    """Names under which something of these modules, or one of them, is known."""
    wanted = frozenset(modules)
    found: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module in wanted:
            found |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.asname or alias.name for alias in node.names if alias.name in wanted}
    return found


def name_of(function: ast.expr) -> str:
    """The last name of what is called."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def key(node: ast.expr) -> str:
    """A variable, or an attribute of `self`, as a name; "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
        return f"self.{node.attr}"
    return ""


def mentions(node: ast.AST, names: frozenset[str] | set[str]) -> bool:
    """Whether one of these names occurs."""
    return any(isinstance(inner, ast.expr) and key(inner) in names for inner in ast.walk(node))


def calls(node: ast.AST, names: frozenset[str] | set[str]) -> bool:
    """Whether something of these names is called."""
    return any(isinstance(inner, ast.Call) and mentions(inner.func, names) for inner in ast.walk(node))


def tainted(module: ast.Module, names: Iterable[str]) -> frozenset[str]:
    """These names, and those of what is worked out with them. By name alone, wherever it is."""
    found = set(names)
    flows = [(_keys(targets), value) for node in ast.walk(module) for targets, value in _assigned(node)]
    changed = True
    while changed:
        changed = False
        for targets, value in flows:
            if not found >= targets and mentions(value, found):
                found.update(targets)
                changed = True
    return frozenset(found)


def _keys(targets: list[ast.expr]) -> set[str]:
    parts = [inner for target in targets for inner in ast.walk(target) if isinstance(inner, ast.expr)]
    return {key(part) for part in parts} - {""}


def _assigned(node: ast.AST) -> Iterator[tuple[list[ast.expr], ast.expr]]:
    if isinstance(node, ast.Assign):
        yield node.targets, node.value
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                yield from (([one], value) for one, value in zip(target.elts, node.value.elts, strict=False))
    elif isinstance(node, ast.AugAssign | ast.NamedExpr) or (isinstance(node, ast.AnnAssign) and node.value):
        yield [node.target], node.value  # type: ignore[misc]
    elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
        yield [node.target], node.iter
    elif isinstance(node, ast.withitem) and node.optional_vars:
        yield [node.optional_vars], node.context_expr


def objects(module: ast.Module, names: frozenset[str], modules: frozenset[str]) -> frozenset[str]:
    """Names of the program whose results are objects for the tests.

    modules: names under which the tests know the program as a module.
    """
    return _Objects(names, modules).of(module)


class _Objects:
    def __init__(self, names: frozenset[str], modules: frozenset[str]) -> None:
        self._names, self._modules = names, modules
        self._origins: dict[str, set[str]] = {}
        self._found: set[str] = set()

    def of(self, module: ast.Module) -> frozenset[str]:
        for node in ast.walk(module):
            for targets, value in _assigned(node):
                makers = self._makers(value)
                for target in targets:
                    if makers and key(target):
                        self._origins.setdefault(key(target), set()).update(makers)
        for node in ast.walk(module):
            self._see(node)
        return frozenset(self._found)

    def _named(self, node: ast.expr) -> str:
        """The name of the program that an expression is."""
        if isinstance(node, ast.Name) and node.id in self._names and node.id not in self._modules:
            return node.id
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in self._modules:
            return node.attr
        return ""

    def _made(self, node: ast.expr) -> str:
        """The name by whose call an expression comes about."""
        return self._named(node.func) if isinstance(node, ast.Call) else ""

    def _makers(self, node: ast.expr) -> set[str]:
        """Names by whose calls it may come about, directly or as a part of something built in."""
        if made := self._made(node):
            return {made}
        if isinstance(node, ast.Call):
            parts = node.args if isinstance(node.func, ast.Name) and node.func.id in _PASSING else []
        elif isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp):
            parts = [node.elt]
        elif isinstance(node, ast.BinOp | ast.List | ast.Tuple | ast.Set | ast.Starred | ast.IfExp):
            parts = [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]
        elif isinstance(node, ast.Subscript):
            parts = [node.value]
        else:
            return self._origins.get(key(node), set())
        return {maker for part in parts for maker in self._makers(part)}

    def _see(self, node: ast.AST) -> None:
        if isinstance(node, ast.Attribute):
            if named := self._named(node.value):
                self._found.add(named)
            for maker in self._makers(node.value):
                if node.attr not in _PLAIN or (_is_class(maker) and node.attr in _OF_CONTAINERS):
                    self._found.add(maker)
        elif isinstance(node, ast.Call):
            if name_of(node.func) in ("isinstance", "issubclass", "assertIsInstance", "assertNotIsInstance"):
                self._found |= {
                    name
                    for part in node.args[1:2]
                    for inner in ast.walk(part)
                    if isinstance(inner, ast.expr) and (name := self._named(inner))
                }
            if (made := self._made(node)) and _is_class(made) and not node.args and not node.keywords:
                self._found.add(made)
        elif isinstance(node, ast.withitem) and (made := self._made(node.context_expr)):
            self._found.add(made)
        elif isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            self._found |= {maker for maker in self._makers(node.value) if _is_class(maker)}
        elif isinstance(node, ast.Compare):
            sides = [self._classes_in(side) for side in (node.left, *node.comparators)]
            self._found |= set.intersection(*sides)

    def _classes_in(self, node: ast.expr) -> set[str]:
        return {
            maker
            for inner in ast.walk(node)
            if isinstance(inner, ast.expr)
            for maker in self._makers(inner)
            if _is_class(maker)
        }


def _is_class(name: str) -> bool:
    """As classes are named."""
    return name[:1].isupper()


def is_site(node: ast.AST) -> bool:
    """Whether a statement can fail a test."""
    if isinstance(node, ast.Assert | ast.Raise):
        return True
    return isinstance(node, ast.Call) and (name_of(node.func).startswith(_ASSERTING) or name_of(node.func) in _RAISING)


def expects_exception(node: ast.AST) -> bool:
    """Whether it is a call such as `pytest.raises(…)`."""
    return isinstance(node, ast.Call) and name_of(node.func) in _RAISING


def silent(module: ast.Module) -> list[str]:
    """Test functions that assert nothing by themselves."""
    return sorted(
        {
            node.name
            for node in ast.walk(module)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and not any(is_site(inner) for inner in ast.walk(node))
        }
    )
