"""One line in, its scored rows out.

A scored row is the row as it came, and after it

    line      the number of its line in the input
    file      of several files, the one that it is in
    sample    its place among the completions of its line, where the line holds a list of them
    reward    the weighted sum of its parts; null when a part that counts has no score, and in error rows
    verdicts  per part, under the name of what graded it: weight, score, outcome, explanation, detail
    rules     the version of the rules, `verifiers.VERDICTS`

A line with a list of completions gives one scored row for each, in which that list is cut to the one. Where a whole
line is columns (ms-swift writes a dict of lists, one entry a completion), every column is cut.

An error row has `error`, a sentence, in the place of `verdicts` and `rules`, and where the line could not even be
read its first characters as `text`. A field of the row that already has one of these names is kept as `NAME_before`.

The output is strict JSON: what JSON cannot say (NaN, infinities, which python reads without complaint) becomes null.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from verifiers.completion import THINK_OPEN, opens_reasoning
from verifiers.compose import CombinedReward
from verifiers.errors import RowError
from verifiers.names import own_in
from verifiers.reasoning import opens
from verifiers.reward import CallError, Reward, all_of
from verifiers.rows.beside import reasoning_beside, with_reasoning
from verifiers.rows.completions import cut, filled, places_of_null, texts_of, turns_before
from verifiers.rows.fields import Fields, at, has, is_language, replaced
from verifiers.rows.lines import KEPT_TEXT, Line
from verifiers.rows.problem import problem_of
from verifiers.rows.row import check_said_once, json_line, read_row
from verifiers.rows.tests import tests_in
from verifiers.verdict import VERDICTS

OURS = ("line", "sample", "reward", "verdicts", "rules", "error")
"""The names to which a scored file gives a meaning of its own, as it does to `file` where it is made of several."""

COLUMNS = {"reference": "answer", "tests": "tests", "language": "language"}
"""The columns by which rewards are given what the fields hold, whatever the fields are called."""


def roles_of(reward: CombinedReward) -> set[str]:
    """What a reward reads of a row, of the roles in `COLUMNS`."""
    columns = {column for part, _ in reward.parts for column in part.columns}
    return {role for role, column in COLUMNS.items() if column in columns}


@lru_cache(maxsize=16)
def read_by_name(reward: CombinedReward) -> frozenset[str]:
    """The fields that rewards read by their own names, such as the numbers of a Countdown task."""
    read: set[str] = set()
    for one in all_of(reward):
        read.update(one.also_reads)
        if not one.rewards and not set(one.columns) & set(COLUMNS.values()):
            read.update(one.columns)
    return frozenset(read - {"prompt", "completion", "reference"})


class Tally(NamedTuple):
    """What a summary needs to know of a scored row.

    problem: the same for samples of the same problem: a number from its id, or minus the number of its line.
    parts: score and outcome by part; empty in an error row.
    error: the sentence of an error row.
    names: of the parts, as they are in the row.
    unavailable: why the first part that is "unavailable" is so.
    reasons: of each part why it has not its full score, "" where it has.
    """

    line: int
    problem: int
    reward: float | None
    parts: tuple[tuple[float | None, str], ...]
    error: str | None = None
    names: tuple[str, ...] = ()
    unavailable: str | None = None
    reasons: tuple[str, ...] = ()


class Scored(NamedTuple):
    """A scored row: its line of JSON, and its tally.

    opens: whether it opens reasoning; `False`: it only closes some; `None`: neither, or the reward has been told.
    """

    data: bytes
    tally: Tally
    opens: bool | None = None


@dataclass(frozen=True)
class Scorer:
    """Grades lines by a reward, reading rows by their fields. Picklable: engines send it where they work.

    tested: the reward of rows that have tests; `None`: the same. Only where it reads tests are they looked for.
    by_file: whether ids count within a file, so that problems of two files are never one.
    """

    reward: CombinedReward
    fields: Fields
    tested: CombinedReward | None = None
    by_file: bool = False

    def score(self, line: Line) -> list[Scored]:
        """The scored rows of a line: one, or one for each of its completions. Never raises for what a line holds."""
        try:
            row = read_row(line)
            try:
                check_said_once(line, self._read_names)
                samples = list(self.samples(row))
            except RowError as error:
                return [self._error(line, row, str(error))]
            return [
                self._scored(line, sample, known)
                for sample, known in zip(samples, self._known_of_group(samples), strict=True)
            ]
        except RowError as error:
            return [unreadable(line, str(error))]
        except RecursionError:  # python reads deeper nests than it writes
            return [unreadable(line, "nested too deeply")]

    def lost(self, line: Line, why: str) -> list[Scored]:
        """The error row of a line that killed whoever graded it."""
        return [unreadable(line, why)]

    def samples(self, row: dict[str, Any]) -> Iterator[Sample]:
        """The completions of a row, each with the row as it will be written. Raises RowError where there is none."""
        path = self.fields.completion
        if not has(row, path):
            msg = f"no completion: the field {path!r} is missing"
            raise RowError(msg)
        value = at(row, path)
        holes = places_of_null(value)
        if holes:
            value = filled(value)
            row = replaced(row, path, value)
        found = texts_of(value)
        if value is None and (reasoning := reasoning_beside(row, path)) is not None:
            yield Sample(THINK_OPEN + reasoning, row, None)  # a server's answer that was cut off while it reasoned
            return
        if found is None:
            msg = f"no completion: the field {path!r} is neither text nor a chat that an assistant ends"
            raise RowError(msg)
        if not found.several:
            yield Sample(with_reasoning(row, path, found.texts[0]), row, None)
            return
        columns = self._is_columns(row, len(found.texts))
        for index, text in enumerate(found.texts):
            if columns:
                one = _entry(row, index, len(found.texts))
            else:
                one = row if len(found.texts) == 1 else replaced(row, path, cut(value, index))
                one = self._cut_alike(one, index, len(found.texts))
            if index in holes:
                yield Sample("", replaced(one, path, None if columns else [None]), index, is_missing=True)
            else:
                yield Sample(with_reasoning(one, path, text), one, index)

    def _cut_alike(self, row: dict[str, Any], index: int, size: int) -> dict[str, Any]:
        """A row whose lists that have an entry for each completion (scores, lengths, texts) hold that of this one.

        So do those beside the completions, where they are in an object. What belongs to the problem stays whole: its
        reference, its tests, its prompt, the choices that it offers.
        """
        if size == 1:  # a list of one may be anything
            return row
        ours = {path for path in vars(self.fields).values() if path is not None}
        inside, dot, _ = self.fields.completion.rpartition(".")
        held = at(row, inside) if dot else None
        if isinstance(held, Mapping):
            kept = {path.removeprefix(f"{inside}.") for path in ours} | _OF_THE_PROBLEM
            row = replaced(row, inside, _cut_lists(held, index, size, kept))
        tests = tests_in(row, self.fields)
        kept = {path.split(".")[0] for path in (*ours, *(tests.names if tests else ()))} | _OF_THE_PROBLEM
        return _cut_lists(row, index, size, kept)

    def _is_columns(self, row: Mapping[str, Any], size: int) -> bool:
        """Whether a row is a dict of lists: its prompts are as many as its completions, and each is a prompt."""
        prompts = at(row, self.fields.prompt) if self.fields.prompt else None
        return (
            isinstance(prompts, list)
            and len(prompts) == size
            and all(isinstance(prompt, str | list) for prompt in prompts)
        )

    def _known_of_group(self, samples: Sequence[Sample]) -> list[dict[str, Any]]:
        """For each sample what rewards know of it from the other samples of its row, such as their lengths.

        Raises RowError where a reward compares the samples of a row and there is only one: it would say nothing.
        """
        known: dict[str, list[Any]] = {}
        for one in self._comparing:
            try:
                columns = one.of_batch([sample.text for sample in samples], self._columns_of(one, samples))
            except CallError as error:
                raise RowError(str(error)) from None
            if len(samples) == 1 and not any(column in samples[0].row for column in columns):
                msg = (
                    f"the {one.name} reward compares the completions of one prompt, and this row holds one: put them "
                    f"in one list, or what is known of the others into a field {' or '.join(map(repr, columns))}"
                )
                raise RowError(msg)
            known = {**columns, **known}
        return [{name: values[place] for name, values in known.items()} for place in range(len(samples))]

    def _columns_of(self, reward: Reward, samples: Sequence[Sample]) -> dict[str, list[Any]]:
        """What a reward reads beside the completions, where every sample has it."""
        rows = [sample.row for sample in samples]
        read = [name for name in reward.also_reads if all(name in row for row in rows)]
        columns = {name: [row[name] for row in rows] for name in read}
        fields = self.fields
        if fields.prompt is not None:
            columns["prompt"] = [_prompt(at(row, fields.prompt)) for row in rows]
        if fields.reference is not None and all(has(row, fields.reference) for row in rows):
            columns[COLUMNS["reference"]] = [at(row, fields.reference) for row in rows]
        tests = [tests_in(row, fields) for row in rows] if self.looks_for_tests else [None]
        if all(one is not None for one in tests):
            columns[COLUMNS["tests"]] = [one.value for one in tests if one is not None]
        return columns

    @cached_property
    def _is_untold(self) -> bool:
        """Whether nobody has said how the completions mark their reasoning."""
        return all(one.prefilled is None and one.reasoning == "auto" for one in all_of(self.reward))

    @cached_property
    def _comparing(self) -> tuple[Reward, ...]:
        """The rewards that look at all samples of a row."""
        every = dict.fromkeys(one for reward in (self.reward, self.tested or self.reward) for one in all_of(reward))
        return tuple(filter(_compares, every))

    def _scored(self, line: Line, sample: Sample, known: Mapping[str, Any]) -> Scored:
        row, fields = sample.row, self.fields
        if sample.is_missing:
            return self._error(line, row, f"no completion: the field {fields.completion!r} has null here", sample)
        tests = tests_in(row, fields) if self.looks_for_tests else None
        reward = self.reward if tests is None or self.tested is None else self.tested
        roles = self._roles if reward is self.reward else self._tested_roles
        columns = {**known, **self._read_by_name(reward, row)}
        if "reference" in roles:
            if fields.reference is None or not has(row, fields.reference):
                return self._error(line, row, self._no_reference(), sample)
            columns[COLUMNS["reference"]] = at(row, fields.reference)
        if "tests" in roles:
            if tests is None:
                return self._error(line, row, self._no_tests(), sample)
            columns[COLUMNS["tests"]] = tests.value
        if fields.language and has(row, fields.language) and is_language(at(row, fields.language)):
            columns[COLUMNS["language"]] = at(row, fields.language)
        prompt = at(row, fields.prompt) if fields.prompt else turns_before(at(row, fields.completion))
        try:
            verdict = reward.grade(sample.text, prompt=_prompt(prompt), **columns)
            opened = (opens_reasoning(_prompt(prompt)) or opens(sample.text)) if self._is_untold else None
        except CallError as error:
            return self._error(line, row, str(error), sample)
        except Exception as error:  # noqa: BLE001 - a bug of ours costs this row, visibly, and no other
            return self._error(line, row, f"internal error: {type(error).__name__}: {error}", sample)
        parts = verdict.detail["parts"]
        added = {"reward": verdict.score, "verdicts": parts, "rules": VERDICTS}
        tally = _tally(line.number, self.problem(line.number, row, line.file), verdict.score, parts)
        return Scored(_line_of(row, line, sample.place, added), tally, opened)

    def _read_by_name(self, reward: CombinedReward, row: Mapping[str, Any]) -> dict[str, Any]:
        """The fields that a reward reads by their own names; a function of one's own may read any."""
        if own_in(reward):
            taken = (self.fields.completion, self.fields.prompt, "completion", "reference")
            return {name: value for name, value in row.items() if name not in taken}
        return {name: row[name] for name in read_by_name(reward) if name in row}

    @cached_property
    def _read_names(self) -> tuple[str, ...]:
        """The fields at the top of a row that hold its completion and its reference."""
        paths = filter(None, (self.fields.completion, self.fields.reference))
        return tuple(dict.fromkeys(path.partition(".")[0] for path in paths))

    @property
    def looks_for_tests(self) -> bool:
        """Whether what a row has of tests decides anything."""
        return "tests" in self._tested_roles

    @cached_property
    def _roles(self) -> set[str]:
        return roles_of(self.reward)

    @cached_property
    def _tested_roles(self) -> set[str]:
        return roles_of(self.tested or self.reward)

    def _no_reference(self) -> str:
        field = self.fields.reference
        missing = "no field was found that holds it" if field is None else f"the field {field!r} is missing"
        return f"no reference: {missing}{', and there are no tests' if self.looks_for_tests else ''}"

    def _no_tests(self) -> str:
        field = self.fields.tests
        return f"no tests: {'no field holds any' if field is None else f'the field {field!r} is missing or empty'}"

    def _error(self, line: Line, row: dict[str, Any], error: str, sample: Sample | None = None) -> Scored:
        place = None if sample is None else sample.place
        tally = _tally(line.number, self.problem(line.number, row, line.file), None, {}, error)
        return Scored(_line_of(row, line, place, {"reward": None, "error": error}), tally)

    def problem(self, number: int, row: Mapping[str, Any], file: str | None) -> int:
        """A number that rows share when they are samples of one problem: by its id, else by the line."""
        found = problem_of(row, self.fields.id, self.fields.reference, file if self.by_file else None)
        # Without an id, the completions of one line are samples of one problem, and lines are problems.
        return -number if found is None else found


def _compares(reward: Reward) -> bool:
    """Whether a reward looks at all rows of a batch."""
    try:
        return bool(reward.of_batch([""], {}))
    except CallError:  # it wants columns for that
        return True


_OF_THE_PROBLEM = frozenset(
    "choices options messages conversations prompt question problem tags tests input_tokens prompt_tokens".split()
)
"""Lists that are as long as those of the completions by chance alone."""


def _cut_lists(row: Mapping[str, Any], index: int, size: int, kept: Collection[str]) -> dict[str, Any]:
    """An object whose lists of a size hold one entry, but for those whose names are kept."""
    alike = {name for name, value in row.items() if isinstance(value, list) and len(value) == size and name not in kept}
    return {name: value[index] if name in alike else value for name, value in row.items()}


class Sample(NamedTuple):
    """A completion, the row to be written for it, and its place in the list of completions, if it is in one.

    is_missing: the list has null in this place.
    """

    text: str
    row: dict[str, Any]
    place: int | None
    is_missing: bool = False


def unreadable(line: Line, error: str) -> Scored:
    """The error row of a line of which nothing but its first characters can be kept."""
    text = line.data[: KEPT_TEXT * 4].decode("utf-8", "replace").rstrip("\r\n")[:KEPT_TEXT]
    place = {"line": line.number, **({} if line.file is None else {"file": line.file})}
    row = {**place, "reward": None, "error": error, "text": text}
    return Scored(json_line(row), Tally(line.number, -line.number, None, (), error))


def _entry(row: Mapping[str, Any], index: int, size: int) -> dict[str, Any]:
    """One entry of a dict of lists."""
    return {
        name: value[index] if isinstance(value, list) and len(value) == size else value for name, value in row.items()
    }


def _prompt(prompt: Any) -> Any:
    """A prompt as rewards take it: text or a conversation; of anything else nothing can be said."""
    if isinstance(prompt, str):
        return prompt
    if isinstance(prompt, list) and prompt and all(isinstance(message, Mapping) for message in prompt):
        return prompt
    return None


def _line_of(row: Mapping[str, Any], line: Line, index: int | None, added: Mapping[str, Any]) -> bytes:
    """A line of output: the row, and what we add to it, without losing anything of the same name."""
    place = {"line": line.number, **({} if line.file is None else {"file": line.file})}
    new = {**place, **({} if index is None else {"sample": index}), **added}
    ours = OURS if line.file is None else (*OURS, "file")
    kept = {}
    for name, value in row.items():
        free = name
        while free in ours or (free != name and free in row):
            free += "_before"
        kept[free] = value
    return json_line({**kept, **new})


def tally_of(scorer: Scorer, row: dict[str, Any]) -> Tally:
    """The tally of a scored row that is read back."""
    number = row["line"]
    problem = scorer.problem(number, row, row.get("file"))
    return _tally(number, problem, row["reward"], row.get("verdicts", {}), row.get("error"))


def _tally(
    number: int, problem: int, reward: float | None, parts: Mapping[str, Any], error: str | None = None
) -> Tally:
    tallied = tuple((part["score"], part["outcome"]) for part in parts.values())
    unavailable = next((part["explanation"] for part in parts.values() if part["outcome"] == "unavailable"), None)
    told = ("correct", "unavailable")  # of which it is told elsewhere
    reasons = tuple("" if part["outcome"] in told else part["explanation"] for part in parts.values())
    return Tally(number, problem, reward, tallied, error, tuple(parts), unavailable, reasons)
