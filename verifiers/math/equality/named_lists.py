"""Lists whose items have names without a colon: "Alice 7, Bob 2" is "Bob: 2, Alice: 7", and not "Alice 2, Bob 7".

Such a list is words to the grammar, which are equal as they are. Beside another list with names it is read with its
colons, each value with its name.
"""

from __future__ import annotations

import re

from verifiers.math.equality.expressions import Context
from verifiers.math.equality.labels import definition
from verifiers.math.objects import Answer, Listing, Text
from verifiers.math.reading.parse import read
from verifiers.math.reading.tokens import Unreadable

MAX_NAMED = 300
"""Characters of a list of names."""
_TEXT = re.compile(r"\\(?:text|textbf|mathrm|mbox)\s*\{([^{}]*)\}")
_BETWEEN = re.compile(r"\s*(?:,(?![0-9]{3}(?![0-9]))|;|(?<=\s)(?:and|und|et)(?=\s))\s*(?![^(\[{]*[)\]}])")
_NAMED = re.compile(
    r"(?P<name>[^\W\d_]+(?:['’ -][^\W\d_]+)*?)\s*"
    r"(?::|=|(?<![^\W\d_])(?:has|have|had|gets|got|is|was)(?![^\W\d_])|(?=\W)|(?=\d))\s*"
    r"(?P<value>[-+]?\s*[$\\(\[0-9].*)"
)


def equal_named_lists(answer: str, reference: str, context: Context) -> bool:
    """Whether two lists give each name its value; not where one of them has no names."""
    if max(len(answer), len(reference)) > MAX_NAMED:
        return False
    left, right = _with_colons(answer), _with_colons(reference)
    return left is not None and right is not None and context.equal(left, right)


def _with_colons(text: str) -> Answer | None:
    """A list with a name before each value, no two alike; `None` for anything else."""
    plain = _TEXT.sub(r" \1 ", text).strip(" .$")
    found = [_NAMED.fullmatch(part) for part in re.split(r",\s*(?=and\s)|" + _BETWEEN.pattern, plain) if part.strip()]
    items = [rf"\text{{{match['name']}: }}{match['value']}" for match in found if match is not None]
    if len(items) < max(2, len(found)):
        return None
    try:
        tree = read(", ".join(items))
    except Unreadable:
        return None
    if not isinstance(tree, Listing) or len(tree.items) != len(items):
        return None
    labels = [definition(item) for item in tree.items]
    names = {named.label for named in labels if named is not None and isinstance(named.label, Text)}
    return tree if len(names) == len(items) else None
