"""Letters that only one of the languages of a script uses: words with them need no statistics.

Only languages are here that have such a letter in every other word or so. They are the letters of the alphabet of each
that no other language of its script in `verifiers.language.scripts` writes its own words with; for Welsh, "ỳ" is left
out. A test holds them against langdetect's statistics.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple


class Letters(NamedTuple):
    """What the spelling of a language tells.

    own: letters that it alone has. other: more letters that the languages it is mixed with most do not have.
    silent: that many words in a row without any of these could be in another language, and are looked up.
    """

    own: frozenset[str]
    other: frozenset[str]
    silent: int


OWN_LETTERS = {
    # English, which is looked for in any text, has none of the others; between them and English are French and more.
    "vi": Letters(
        frozenset("ĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỵỷỹĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỴỶỸ"),
        frozenset("àáâãêìíòóôõúýăđÀÁÂÃÊÌÍÒÓÔÕÚÝĂĐ"),
        3,
    ),
    # A language is looked for where a whole sentence speaks for it; of Arabic and Persian that takes some words.
    "ur": Letters(frozenset("ٹڈڑںھہۂۃےۓ"), frozenset(), 7),
}
SHARE = 4
"""One word in so many has such a letter where a run of words needs no look-up."""


def is_evident(words: Sequence[str], letters: Letters) -> bool:
    """Whether own letters all along leave no place for another language."""
    silence, own_word = _patterns(letters)
    text = f" {' '.join(words)} "
    return silence.search(text) is None and SHARE * len(own_word.findall(text)) >= len(words)


@cache
def _patterns(letters: Letters) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Too many words in a row that tell nothing; and a word, from its first own letter on."""
    own, other = "".join(sorted(letters.own)), "".join(sorted(letters.other))
    return re.compile(rf" (?:[^ {own}{other}]+ ){{{letters.silent}}}"), re.compile(rf"[{own}][^ ]*")
