"""What the page shows of a scored file: figures over all rows, an index of them, and their texts in packed chunks.

The file is read twice, as a stream: once for the figures of problems (pass@k), once for the rows. In memory are the
index, some hundred bytes a row, and the packed texts.
"""

from __future__ import annotations

import base64
import gzip
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from verifiers.errors import ScoringError
from verifiers.evaluation.bootstrap import interval
from verifiers.evaluation.estimators import pass_at_k
from verifiers.evaluation.problems import gather as problems_of
from verifiers.names import ACCURACY
from verifiers.rows.completions import texts_of
from verifiers.rows.fields import IDS, PROMPTS, at, find_completion, has
from verifiers.rows.natural import counted
from verifiers.rows.row import json_line
from verifiers.rows.scored import open_scored, scored_rows
from verifiers.scoring.manifest import chosen_in

MAX_ROWS = 200_000
"""So many rows can be looked at; of a larger file a sample is drawn, while the figures count all."""
MAX_TEXT = 20_000
"""Characters of a text in a row; of a longer one the ends are kept."""
CHUNK_ROWS = 100
BINS = 20
MAX_RESAMPLED = 1_000
"""Of more values resampling takes seconds, and says what the normal distribution says."""
NORMAL_95 = 1.96
SOURCES = ("data_source", "source", "set", "dataset", "level", "subject", "difficulty", "kind", "file")
"""Fields by which rows are told apart, the first that all of the first rows have."""
MAX_SOURCES = 40
_LOOK = 500


@dataclass
class Gathered:
    """What the page is given.

    figures: over all rows. index: a list for each column of the table. chunks: the rows' texts, packed.
    """

    figures: dict[str, Any] = field(default_factory=dict)
    index: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    chunks: list[str] = field(default_factory=list)


def gather(path: Path, other: Path | None = None, by: str | None = None) -> Gathered:
    """Read a scored file. other: what it was before: each row is compared with its counterpart there.

    by: the field by which rows are told apart; by default the first of `SOURCES` that there is.

    Raises ScoringError where a file is not what `verify-cli score` writes.
    """
    before = None if other is None else _rewards_of(other)
    counted = _Counted()
    gathered = Gathered()
    head = list(_take(_rows(path), _LOOK))
    if not head:
        msg = f"{path} has no rows"
        raise ScoringError(msg)
    graded = [row for row in head if "verdicts" in row]
    known = chosen_in(str(path), graded)
    completion = find_completion(graded, known) if graded else None
    source = by or next((name for name in SOURCES if all(has(row, name) for row in head)), None)
    if by is not None and not any(has(row, by) for row in head):
        msg = f"no row has the field {by!r} (--by NAME)"
        raise ScoringError(msg)
    total = sum(1 for _ in _rows(path))
    shown = set(random.Random(0).sample(range(total), MAX_ROWS)) if total > MAX_ROWS else None  # noqa: S311
    chunk: list[Any] = []
    keys = _Keys()
    for number, row in enumerate(_rows(path)):
        text, key = _completion(row, completion), keys.of(row)
        counted.add(row, text, None if source is None else str(at(row, source, "")))
        if shown is not None and number not in shown:
            continue
        _list(gathered.index, row, text, source, before, key)
        chunk.append(_row(row, completion, known.get("prompt"), text))
        if len(chunk) == CHUNK_ROWS:
            gathered.chunks.append(packed(chunk))
            chunk = []
    if chunk:
        gathered.chunks.append(packed(chunk))
    gathered.figures = {
        **counted.as_json(),
        "file": path.name,
        "shown": len(gathered.index["line"]),
        "by": source,
        **_problems(path),
        **({} if before is None else before.as_json(other, counted.rules)),
    }
    return gathered


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with open_scored(str(path)) as rows:
        yield from scored_rows(rows.lines(), str(path))


def _take(rows: Iterator[Any], most: int) -> Iterator[Any]:
    for _, row in zip(range(most), rows, strict=False):
        yield row


def _completion(row: Mapping[str, Any], path: str | None) -> str:
    found = None if path is None else texts_of(at(row, path))
    return "" if found is None else "\n".join(found.texts)


class _Counted:
    """Figures over all rows."""

    def __init__(self) -> None:
        self.rows = self.errors = 0
        self.rules: set[str] = set()
        self._outcomes: dict[str, Counter[str]] = defaultdict(Counter)
        self._rewards: list[float] = []
        self._lengths: list[int] = []
        self._sources: dict[str, list[float]] = defaultdict(list)

    def add(self, row: Mapping[str, Any], text: str, source: str | None) -> None:
        """Count a row in."""
        self.rows += 1
        if "error" in row:
            self.errors += 1
            return
        self.rules.add(str(row.get("rules")))
        for name, part in row["verdicts"].items():
            self._outcomes[name][part["outcome"]] += 1
        if row["reward"] is not None:
            self._rewards.append(row["reward"])
            self._lengths.append(len(text))
            if source is not None:
                self._sources[source].append(row["reward"])

    def as_json(self) -> dict[str, Any]:
        """The figures."""
        return {
            "rows": self.rows,
            "errors": self.errors,
            "mean": _mean(self._rewards),
            "interval": _ends(self._rewards),
            "outcomes": {name: dict(counts.most_common()) for name, counts in self._outcomes.items()},
            "rewards": _histogram(self._rewards),
            "lengths": _by_length(self._lengths, self._rewards),
            "sources": self._by_source(),
            "rules": sorted(self.rules),
        }

    def _by_source(self) -> list[dict[str, Any]]:
        """The largest sources, in the order in which people count."""
        largest = sorted(self._sources, key=lambda name: -len(self._sources[name]))[:MAX_SOURCES]
        return [_of_source(name, self._sources[name]) for name in sorted(largest, key=counted)]


def _of_source(name: str, values: Sequence[float]) -> dict[str, Any]:
    low, high = _ends(values)
    return {"name": name, "rows": len(values), "mean": _mean(values), "low": low, "high": high}


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _ends(values: Sequence[float]) -> tuple[float | None, float | None]:
    """The 95% interval of a mean: of few values by the bootstrap of `evaluate`, of many by the normal distribution."""
    if len(values) > MAX_RESAMPLED:
        mean = sum(values) / len(values)
        error = NORMAL_95 * (sum((value - mean) ** 2 for value in values) / (len(values) - 1) / len(values)) ** 0.5
        return mean - error, mean + error
    return interval(values) or (None, None)


def _histogram(values: Sequence[float]) -> list[list[float]]:
    """Bins of equal width: from, to, how many."""
    if not values:
        return []
    low, high = min(values), max(values)
    width = (high - low) / BINS or 1.0
    counts = Counter(min(int((value - low) / width), BINS - 1) for value in values)
    return [
        [low + index * width, low + (index + 1) * width, counts[index]] for index in range(BINS if high > low else 1)
    ]


def _by_length(lengths: Sequence[int], rewards: Sequence[float]) -> list[list[float | None]]:
    """Bins that double in width: from, to (characters), how many, mean reward and its interval."""
    bins: dict[int, list[float]] = defaultdict(list)
    for length, reward in zip(lengths, rewards, strict=True):
        bins[max(6, length.bit_length())].append(reward)
    return [
        [0 if power == 6 else 1 << power - 1, 1 << power, len(values), sum(values) / len(values), *_ends(values)]
        for power, values in sorted(bins.items())
    ]


def _problems(path: Path) -> dict[str, Any]:
    """pass@1 and pass@k, where the file has a part that tells right from wrong."""
    try:
        with open_scored(str(path)) as rows:
            found = problems_of(rows.lines())
    except ScoringError:
        return {"problems": None, "pass": []}
    counts = [(len(samples), sum(sample.right for sample in samples)) for samples in found.samples.values()]
    most = max((n for n, _ in counts), default=0)
    ks = sorted({1, *(1 << power for power in range(1, most.bit_length()) if 1 << power <= most), most} - {0})
    curve = []
    for k in ks:
        values = [value for n, c in counts if (value := pass_at_k(n, c, k)) is not None]
        if values:
            curve.append([k, sum(values) / len(values), len(values), *_ends(values)])
    return {"problems": len(counts), "pass": curve, "grouped_by": found.grouped_by}


def _list(
    index: dict[str, list[Any]],
    row: Mapping[str, Any],
    text: str,
    source: str | None,
    before: _Before | None,
    key: str,
) -> None:
    """A row of the table."""
    verdicts = row.get("verdicts", {})
    name = next((one for one in ACCURACY if one in verdicts), next(iter(verdicts), None))
    detail = {} if name is None else verdicts[name].get("detail", {})
    index["line"].append(row["line"])
    index["sample"].append(row.get("sample"))
    index["id"].append(_short(next((str(at(row, one)) for one in IDS if at(row, one) is not None), ""), 80))
    index["reward"].append(row.get("reward"))
    index["outcome"].append("error" if name is None else verdicts[name]["outcome"])
    index["length"].append(len(text))
    index["source"].append("" if source is None else _short(str(at(row, source, "")), 80))
    index["answer"].append(_short(str(detail.get("answer") or ""), 80))
    if before is not None:
        index["before"].append(before.of(index["outcome"][-1], key))


def _row(row: Mapping[str, Any], completion: str | None, prompt_field: str | None, text: str) -> dict[str, Any]:
    """What is shown of a row when it is opened."""
    paths = (prompt_field,) if prompt_field else PROMPTS
    prompt = next((at(row, one) for one in paths if at(row, one) is not None and one != completion), None)
    return {
        "prompt": _cut(
            prompt if isinstance(prompt, str) else "" if prompt is None else json.dumps(prompt, ensure_ascii=False)
        ),
        "completion": _cut(text) if text else "",
        "row": _cut_all(row, 0),
    }


def _cut(text: str) -> str:
    """A long text without its middle, which says how much that is."""
    if len(text) <= MAX_TEXT:
        return text
    left = len(text) - MAX_TEXT
    return f"{text[: MAX_TEXT // 2]}\n[… {left:,} characters are left out of this report …]\n{text[-MAX_TEXT // 2 :]}"


def _cut_all(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return value if len(value) <= 2_000 else f"{value[:1_000]} […] {value[-1_000:]}"
    if depth > 6:
        return "[…]"
    if isinstance(value, Mapping):
        return {name: _cut_all(inner, depth + 1) for name, inner in list(value.items())[:100]}
    if isinstance(value, list):
        return [_cut_all(inner, depth + 1) for inner in value[:100]]
    return value


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def packed(value: Any) -> str:
    """A value as JSON, compressed, in letters that HTML leaves alone. The same value gives the same text."""
    return base64.b64encode(gzip.compress(json_line({"": value}), 6, mtime=0)).decode("ascii")


class _Before:
    """Another scored file: of each row its reward and outcome, by what the two files have in common."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[float | None, str]] = {}
        self.rules: set[str] = set()
        self.moves: Counter[tuple[str, str]] = Counter()
        self.matched = 0
        self.only_here = 0

    def of(self, outcome: str, key: str) -> float | str | None:
        """The reward before; "new" where there was no such row, `None` where it had none."""
        was = self.rows.get(key)
        if was is None:
            self.only_here += 1
            return "new"
        self.matched += 1
        self.moves[was[1], outcome] += 1
        return was[0]

    def as_json(self, other: Path | None, rules: set[str]) -> dict[str, Any]:
        """What the page says of the comparison."""
        return {
            "before": {
                "file": "" if other is None else other.name,
                "matched": self.matched,
                "only_here": self.only_here,
                "only_there": len(self.rows) - self.matched,
                "moves": [[was, now, count] for (was, now), count in sorted(self.moves.items())],
                "other_rules": sorted(self.rules) if self.rules != rules else [],
            }
        }


class _Keys:
    """By what rows are found in another file: the first, second, … row of an id, else line and sample."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def of(self, row: Mapping[str, Any]) -> str:
        """The next row's key."""
        known = next((at(row, one) for one in IDS if at(row, one) is not None), None)
        if known is None:
            return json.dumps([row["line"], row.get("sample")])
        name = json.dumps(known, sort_keys=True)
        self._seen[name] += 1
        return json.dumps([name, self._seen[name]])


def _rewards_of(path: Path) -> _Before:
    before, keys = _Before(), _Keys()
    for row in _rows(path):
        verdicts = row.get("verdicts", {})
        name = next((one for one in ACCURACY if one in verdicts), next(iter(verdicts), None))
        before.rows[keys.of(row)] = (row.get("reward"), "error" if name is None else verdicts[name]["outcome"])
        if "rules" in row:
            before.rules.add(str(row["rules"]))
    return before
