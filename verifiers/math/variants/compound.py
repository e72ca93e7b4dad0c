r"""Answers made of answers: matrices, intervals, tuples, lists, plus-minus."""

from __future__ import annotations

import random
import re
from typing import NamedTuple

from verifiers.math.variants.latex import (
    Pairs,
    balanced,
    fresh_name,
    is_expression,
    split_top,
    terms,
    without_left_right,
)
from verifiers.math.variants.numerals import read_number, write
from verifiers.math.variants.symbols import miss_term, read_equation, read_expression, respell_term


class Listing(NamedTuple):
    """Several answers, with or without braces around them."""

    items: list[str]
    braces: bool


def miss_element(text: str, rng: random.Random) -> tuple[str, str] | None:
    """Change the value of an element, which may be a tuple."""
    inside = read_tuple(text)
    if inside is None:
        return miss_term(text, rng)
    return next((pair for pair in miss_tuple(inside, rng) if pair[1].startswith("element changed")), None)


def _with(items: list[str], at: int, text: str) -> list[str]:
    return [*items[:at], text, *items[at + 1 :]]


def _same(items: list[str]) -> bool:
    """Whether two items are, or may be, the same."""
    values = [read_number(item) for item in items]
    if all(value is not None for value in values):
        return len({value.value for value in values if value is not None}) < len(items)
    return len({re.sub(r"\s", "", item) for item in items}) < len(items)


def read_matrix(text: str) -> list[list[str]] | None:
    """Read a matrix in parentheses or brackets into its cells."""
    match = re.fullmatch(r"\\begin\{([pb])matrix\}(.*)\\end\{\1matrix\}", text, re.DOTALL)
    if match is None or r"\begin" in match[2] or r"\text" in match[2]:
        return None
    rows = [row.split("&") for row in re.split(r"\\\\", re.sub(r"\\\\\s*$", "", match[2].strip()))]
    cells = [[cell.strip() for cell in row] for row in rows]
    known = all(is_expression(cell) for row in cells for cell in row)
    return cells if known and len({len(row) for row in cells}) == 1 else None


def write_matrix(cells: list[list[str]], name: str = "pmatrix", between: str = r" \\ ") -> str:
    """A matrix in LaTeX."""
    body = between.join(" & ".join(row) for row in cells)
    return rf"\begin{{{name}}} {body} \end{{{name}}}"


def respell_matrix(cells: list[list[str]], rng: random.Random) -> Pairs:
    """Write a matrix in other environments and with other cells."""
    yield write_matrix(cells), "pmatrix"
    yield write_matrix(cells, "bmatrix"), "bmatrix"
    yield write_matrix(cells, between="\\\\\n"), "line breaks"
    array = write_matrix(cells, "array").replace("{array}", f"{{array}}{{{'c' * len(cells[0])}}}", 1)
    yield rf"\left[{array}\right]", "array"
    yield write_matrix(cells).replace(r" \end", r" \\ \end"), "final row break"
    row, column = rng.randrange(len(cells)), rng.randrange(len(cells[0]))
    pair = respell_term(cells[row][column], rng)
    if pair:
        yield write_matrix(_with_cell(cells, row, column, pair[0])), f"element: {pair[1]}"


def miss_matrix(cells: list[list[str]], rng: random.Random) -> Pairs:
    """Give other matrices."""
    for _ in range(2):
        row, column = rng.randrange(len(cells)), rng.randrange(len(cells[0]))
        pair = miss_element(cells[row][column], rng)
        if pair:
            yield write_matrix(_with_cell(cells, row, column, pair[0])), f"element: {pair[1]}"
    transposed = [list(column) for column in zip(*cells, strict=True)]
    if transposed != cells and len(cells) > 1 and len(cells[0]) > 1:
        yield write_matrix(transposed), "transposed"
    if len(cells) > 1 and cells[::-1] != cells:
        yield write_matrix(cells[::-1]), "rows reversed"
        yield write_matrix(cells[:-1]), "a row dropped"
    if len(cells) == len(cells[0]) > 1:
        yield write_matrix(cells, "vmatrix"), "determinant"


def _with_cell(cells: list[list[str]], row: int, column: int, text: str) -> list[list[str]]:
    return [_with(cells[at], column, text) if at == row else cells[at] for at in range(len(cells))]


def read_tuple(text: str) -> list[str] | None:
    """Read a tuple or point in parentheses."""
    body = without_left_right(text).strip()
    if not (body.startswith("(") and body.endswith(")") and balanced(body[1:-1])):
        return None
    items = split_top(body[1:-1], r",|;")
    plain = all(items) and not any(re.search(r"\\text|\\l?dots|=|infty", item) for item in items)
    return items if len(items) > 1 and plain else None


def write_tuple(items: list[str], between: str = ", ") -> str:
    """A tuple in LaTeX."""
    return f"({between.join(items)})"


def respell_tuple(items: list[str], rng: random.Random) -> Pairs:
    """Write a tuple in other ways."""
    yield write_tuple(items), "plain"
    yield write_tuple(items, ","), "no spaces"
    yield rf"\left( {', '.join(items)} \right)", "left and right"
    for at in range(len(items)):
        pair = respell_term(items[at], rng)
        if pair:
            yield write_tuple(_with(items, at, pair[0])), f"element: {pair[1]}"


def miss_tuple(items: list[str], rng: random.Random) -> Pairs:
    """Change, swap, drop and add elements, and change the brackets."""
    for at in range(len(items)):
        pair = miss_element(items[at], rng)
        if pair:
            yield write_tuple(_with(items, at, pair[0])), f"element changed: {pair[1]}"
    if not _same(items):
        yield write_tuple([items[1], items[0], *items[2:]]), "order"
        if len(items) > 2:
            yield write_tuple([*items[1:], items[0]]), "order"
        if all(read_number(item) for item in items):
            yield rf"\{{{', '.join(items)}\}}", "braces for parentheses"
    yield write_tuple(items[:-1]) if len(items) > 2 else items[0], "an element dropped"
    yield write_tuple([*items, items[0]]), "an element added"
    if len(items) == 2:
        yield f"[{items[0]}, {items[1]})", "bracket"


_AND = r"\s*(?:\\(?:text|mbox|mathrm)\s*\{\s*,?\s*(?:and|or)\s*,?\s*\}|\b(?:and|or)\b)\s*"


def read_list(text: str) -> Listing | None:
    r"""Read a set in braces, or answers joined by commas, "and", "or"."""
    body = without_left_right(text).strip()
    braces = body.startswith(r"\{") and body.endswith(r"\}") and balanced(body[2:-2])
    inside = body[2:-2] if braces else body
    items = split_top(re.sub(rf",?{_AND}", ", ", inside), r",(?:\\[ ,;!]|\\q?quad)?|;")
    if len(items) < 2 or not all(items) or not balanced(inside):
        return None
    known = all(_is_item(item) for item in items)
    return Listing(items, braces) if known and not _same(items) else None


def _is_item(item: str) -> bool:
    if read_number(item) is not None or read_tuple(item) is not None or read_expression(item) is not None:
        return True
    equation = read_equation(item)
    return equation is not None and re.fullmatch(r"[a-z](?:_\d)?", equation.left) is not None


def write_list(items: list[str], *, braces: bool) -> str:
    """A list in LaTeX."""
    return rf"\{{{', '.join(items)}\}}" if braces else ", ".join(items)


def respell_list(listing: Listing, rng: random.Random) -> Pairs:
    """Reorder the answers and join them otherwise."""
    items, braces = listing
    named = any("=" in item for item in items)
    yield write_list(items[::-1], braces=braces), "reversed"
    shuffled = rng.sample(items, len(items))
    yield write_list(shuffled, braces=braces), "shuffled"
    yield write_list(items, braces=not braces) if not named else write_list(items, braces=braces), "braces"
    if braces:
        yield rf"\left\{{ {', '.join(items)} \right\}}", "left and right"
    yield rf"{', '.join(items[:-1])} \text{{ and }} {items[-1]}", "and in text"
    yield f"{', '.join(items[:-1])} and {items[-1]}", "and"
    if not re.search(r"(?<![\\a-zA-Z])[a-zA-Z]|=", " ".join(items)) and not any(read_tuple(item) for item in items):
        name = fresh_name("".join(items))
        yield r" \text{ or } ".join(f"{name} = {item}" for item in items), "named, or"
        yield ", ".join(f"{name} = {item}" for item in items), "named"
    one, two = (read_number(item) for item in (items[0], items[-1]))
    if len(items) == 2 and one and two and one.value == -two.value:
        yield rf"\pm {write(abs(one.value), one)}", "plus-minus"
    at = rng.randrange(len(items))
    pair = respell_term(items[at], rng) if not named else None
    if pair:
        yield write_list(_with(items, at, pair[0]), braces=braces), f"element: {pair[1]}"


def miss_list(listing: Listing, rng: random.Random) -> Pairs:
    """Drop, add and change answers."""
    items, braces = listing
    yield write_list(items[:-1], braces=braces), "one dropped"
    yield write_list(items[1:], braces=braces), "one dropped"
    for at in range(min(len(items), 3)):
        name, _, body = items[at].rpartition("=")
        pair = miss_element(body.strip(), rng)
        if pair and not _same([*items, pair[0]]):
            changed = f"{name}= {pair[0]}" if name else pair[0]
            yield write_list(_with(items, at, changed), braces=braces), f"element changed: {pair[1]}"
            if not name:
                yield write_list([*items, pair[0]], braces=braces), f"element added: {pair[1]}"
    if not braces and len(items) < 4 and not any("=" in item for item in items):
        yield items[0], "one of them"


def read_plus_minus(text: str) -> tuple[str, str, str] | None:
    r"""Read `a \pm b` into the text before, the term, and the name in front (`x =`), if any."""
    match = re.fullmatch(r"(?:([a-z])\s*=)?\s*([^=]*?)\s*(?:\\pm(?![a-z])|±)\s*([^=]+)", text)
    if match is None or r"\pm" in match[3] or "±" in match[3]:
        return None
    before, term, name = match[2], match[3], match[1] or ""
    simple = is_expression(term) and len(terms(term)) == 1 and (not before or is_expression(before))
    return (before, term, name) if simple else None


def respell_plus_minus(parts: tuple[str, str, str], rng: random.Random) -> Pairs:
    """Write both values."""
    del rng
    before, term, name = parts
    two = [f"{before} + {term}", f"{before} - {term}"] if before else [term, f"-{term}"]
    yield ", ".join(two), "both values"
    yield rf"\{{{', '.join(two[::-1])}\}}", "set of both values"
    yield rf"{two[0]} \text{{ and }} {two[1]}", "both values, and"
    yield f"{before} ± {term}".strip(), "Unicode"
    if name:
        yield rf"{before} \pm {term}".strip(), "name dropped"
    else:
        yield rf"{fresh_name(before + term)} = {before} \pm {term}", "with a name"


def miss_plus_minus(parts: tuple[str, str, str], rng: random.Random) -> Pairs:
    """Give one value only, or two others."""
    before, term, _ = parts
    yield f"{before} + {term}" if before else term, "one value"
    yield f"{before} - {term}" if before else f"-{term}", "one value"
    # Not any other term will do: the negated one gives the same two values.
    yield rf"{before} \pm 2({term})".strip(), "term doubled"
    pair = miss_element(before, rng) if before else None
    if pair:
        yield rf"{pair[0]} \pm {term}", f"centre: {pair[1]}"
