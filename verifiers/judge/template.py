"""What a judge is asked, and how its reply is read.

A template is a JSON file: those with names lie in `templates/`, and one of your own is named by its path. Its fields:

    version   written into every verdict: another text is another version
    source    where the form of the question comes from
    asks_for  the texts that the question holds: of question, reference, answer, criterion, first, second
    reads     what of a completion is judged: "answer", "summary" (behind the reasoning), "all"
    system, user
              lines of the two messages; `{{name}}` stands for a text
    scores    the replies that are verdicts, each with its score; every other reply is none
    prefix    the verdict is the last line of the reply, behind these words; without it, it is the whole reply
    max_tokens
              of the reply
    swaps     whether a full score counts only if the judge also gives it with answer and reference exchanged
    canaries  wrong answers, each as {name: text}, that a sound judge refuses

Each text is between marks that hold a digest of all texts, so that no text can contain its own end: it would have
to contain its own digest.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

FOLDER = Path(__file__).parent / "templates"
MAX_TEXT = 32_768
"""Characters of a text that a judge is shown: more is refused, since half of a text is another text."""

Reads = Literal["answer", "summary", "all"]
_NAMES = ("question", "reference", "answer", "criterion", "first", "second")


class Template(NamedTuple):
    """A template, read."""

    name: str
    version: str
    asks_for: tuple[str, ...]
    reads: Reads
    system: str
    user: str
    scores: Mapping[str, float]
    prefix: str | None
    max_tokens: int
    swaps: bool
    canaries: tuple[Mapping[str, str], ...]


def names() -> list[str]:
    """The templates that come with the package."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


@lru_cache(maxsize=64)
def template_of(name: str) -> Template:
    """A template by name, or by the path of a JSON file.

    Raises ValueError, in one sentence, where there is none or it is not one.
    """
    own = name.endswith(".json")
    path = Path(name) if own else FOLDER / f"{name}.json"
    if not own and name not in names():
        msg = f"unknown template {name!r}: there are {', '.join(names())}, or the path of a JSON file"
        raise ValueError(msg)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return _template(name, data)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        msg = f"the template {name!r} cannot be read: {type(error).__name__}: {error}"
        raise ValueError(msg) from None


def _template(name: str, data: Mapping[str, Any]) -> Template:
    template = Template(
        name,
        str(data["version"]),
        tuple(data["asks_for"]),
        data["reads"],
        "\n".join(data["system"]),
        "\n".join(data["user"]),
        {str(word): float(score) for word, score in data["scores"].items()},
        data.get("prefix"),
        int(data.get("max_tokens", 4)),
        bool(data.get("swaps", False)),
        tuple(data.get("canaries", ())),
    )
    used = set(re.findall(r"\{\{(\w+)\}\}", template.system + template.user))
    if used != set(template.asks_for) or not used <= set(_NAMES):
        msg = f"asks_for and the texts in the messages differ, or are not of {', '.join(_NAMES)}"
        raise ValueError(msg)
    if template.reads not in ("answer", "summary", "all"):
        msg = f"reads is 'answer', 'summary' or 'all', not {template.reads!r}"
        raise ValueError(msg)
    if not template.scores or not all(0 <= score <= 1 for score in template.scores.values()):
        msg = "scores are one word at least, each from 0 to 1"
        raise ValueError(msg)
    if template.swaps and not {"answer", "reference"} <= used:
        msg = "what swaps asks for an answer and a reference"
        raise ValueError(msg)
    return template


def messages(template: Template, texts: Mapping[str, str]) -> list[dict[str, str]]:
    """The two messages of a request. texts: all that the template asks for."""
    digest = hashlib.sha256(json.dumps(sorted(texts.items())).encode()).hexdigest()[:16]

    def text(match: re.Match[str]) -> str:
        name = match[1]
        shown = texts[name].encode("utf-8", "replace").decode()  # half a surrogate pair is no text for a server
        return f"<{name} {digest}>\n{shown}\n</{name} {digest}>"

    def filled(message: str) -> str:
        return re.sub(r"\{\{(\w+)\}\}", text, message)  # one pass: what is filled in is not looked at again

    found = [{"role": "system", "content": filled(template.system)}] if template.system else []
    return [*found, {"role": "user", "content": filled(template.user)}]


def verdict_in(template: Template, reply: str) -> str | None:
    """The word of the verdict in a reply; `None` where the reply is anything else."""
    text = reply.strip()
    if template.prefix is not None:
        last = text.splitlines()[-1].strip() if text else ""
        if not last.startswith(template.prefix):
            return None
        text = last[len(template.prefix) :].strip()
    text = text.removesuffix(".")
    return text if text in template.scores else None
