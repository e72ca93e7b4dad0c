"""The call shapes in which trainers and people use a reward."""

import asyncio
import dataclasses
import logging
import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from verifiers import CallError, Verdict, combine, format_reward, math_reward
from verifiers.reward import ABSENT, Reward, reference_of


@dataclass(frozen=True)
class EqualsReward(Reward):
    """1.0 when the completion is the reference, letter for letter. It has a bug: the completion "bug" raises."""

    name: str = "equals"
    ignore_case: bool = False

    columns = ("answer", "solution")

    def verdict_of(self, row):
        wanted, completion = self.reference_in(row), row.completion
        if wanted is None:
            return Verdict(None, "bad_reference", "There is no reference.")
        if completion == "bug":
            msg = "an oversight"
            raise RuntimeError(msg)
        if completion == "costly":
            return Verdict(0.0, "undecided", "Too costly.")
        same = completion.lower() == wanted.lower() if self.ignore_case else completion == wanted
        return Verdict(float(same), "correct" if same else "incorrect", "", {"prompt": row.prompt, "wanted": wanted})


@dataclass(frozen=True)
class SeenReward(Reward):
    """Shows in its detail what it was called with; it needs no reference."""

    name: str = "seen"

    def verdict_of(self, row):
        columns = {name: value for name, value in row.columns.items() if name != "prompt"}
        SEEN.append({"completion": row.completion, "reference": row.reference, "prompt": row.prompt, **columns})
        return Verdict(1.0, "correct", "")


SEEN: list[dict] = []


@pytest.fixture(autouse=True)
def _nothing_seen():
    SEEN.clear()


class Column:
    """Like a numpy array or a tensor: its values come out by `tolist`."""

    def __init__(self, *values):
        self.values = values

    def tolist(self):
        return list(self.values)


equals = EqualsReward()
seen = SeenReward()


def said(text):
    return [{"role": "assistant", "content": text}]


# --- one completion -----------------------------------------------------------------------------------------------


def test_one_completion_gives_a_float():
    assert equals("4", "4") == 1.0
    assert equals("5", "4") == 0.0
    assert isinstance(equals("4", "4"), float)


@pytest.mark.parametrize("column", [{"answer": "4"}, {"solution": "4"}, {"reference": "4"}])
def test_one_completion_by_keyword(column):
    assert equals("4", **column) == 1.0
    assert equals(completions="5", **column) == 0.0


def test_one_conversation_gives_a_float():
    assert equals(said("4"), "4") == 1.0
    assert equals([{"role": "user", "content": "2+2?"}, *said("4")], answer="4") == 1.0


def test_one_completion_without_a_verdict_gives_none():
    assert equals("4", answer=None) is None


def test_the_first_column_wins():
    assert equals("4", answer="4", solution="a long worked solution") == 1.0
    assert equals(["4"], solution=["5"], answer=["4"]) == [1.0]


# --- batches ------------------------------------------------------------------------------------------------------


def test_a_batch_gives_a_list_of_floats():
    assert equals(["4", "5"], ["4", "4"]) == [1.0, 0.0]
    assert equals(("4", "5"), ("4", "4")) == [1.0, 0.0]
    assert equals([said("4"), said("5")], ["4", "4"]) == [1.0, 0.0]
    assert equals(["4", said("5")], ["4", "4"]) == [1.0, 0.0]


def test_an_empty_batch_gives_an_empty_list():
    assert equals([], []) == []
    assert equals(completions=[], answer=[]) == []
    assert equals([]) == []


def test_none_in_a_column_skips_that_row_only():
    assert equals(["4", "4", "4"], ["4", None, "5"]) == [1.0, None, 0.0]
    assert equals(completions=["4", "4"], answer=[None, "4"], solution=["4", "4"]) == [None, 1.0]


def test_an_empty_conversation_in_a_batch_is_an_empty_text():
    assert equals([[], said("4")], ["", "4"]) == [1.0, 1.0]


@pytest.mark.parametrize("completions", [["4", "5"], [said("4"), said("5")]])
def test_trl_s_call(completions):
    logged, table = {}, {}
    scores = equals(
        prompts=["2+2?", "2+2?"],
        completions=completions,
        completion_ids=[[1, 2], [3]],
        answer=["4", "4"],
        level=["easy", "easy"],
        trainer_state=object(),
        log_extra=table.__setitem__,
        log_metric=logged.__setitem__,
        environments=None,
    )
    assert scores == [1.0, 0.0]
    assert all(type(score) is float for score in scores)
    assert logged == {"equals/undecided": 0.0, "equals/unavailable": 0.0, "equals/bad_reference": 0.0}
    assert table["equals/outcome"] == ["correct", "incorrect"]
    assert [type(sentence) for sentence in table.pop("equals/explanation")] == [str, str]
    assert set(table) == {"equals/outcome"}


def test_the_table_of_completions_shows_what_was_found():
    table = {}
    both = combine({format_reward: 0.5, math_reward: 1.0}, name="both")
    texts = ["<think>a</think> \\boxed{4}", "four", "<think>a</think> \\boxed{" + "9" * 1000 + "}"]
    both(completions=texts, answer=["4"] * 3, log_extra=table.__setitem__)
    assert table["both/answer"][:2] == ["4", ""]
    assert len(table["both/answer"][2]) == 200
    assert table["both/explanation"][0] == "format: correct, math: correct"
    both(completions=["nothing"] * 2, answer=["4"] * 2, log_extra=table.__setitem__)
    assert table["both/answer"] == ["", ""]  # TRL keeps what an earlier batch has put there


def test_rows_get_their_own_values():
    seen(prompts=["p1", "p2"], completions=["c1", "c2"], completion_ids=[[1], [2]], level=["easy", "hard"], lr=0.1)
    assert SEEN == [
        {"completion": "c1", "reference": None, "prompt": "p1", "completion_ids": [1], "level": "easy"},
        {"completion": "c2", "reference": None, "prompt": "p2", "completion_ids": [2], "level": "hard"},
    ]


def test_prompts_may_be_conversations():
    prompts = [[{"role": "user", "content": "2+2?"}]] * 2
    seen(prompts=prompts, completions=[said("4"), said("5")])
    assert [row["prompt"] for row in SEEN] == prompts


def test_columns_may_be_arrays():
    assert equals(["4", "5"], Column("4", "4")) == [1.0, 0.0]
    assert equals(completions=["4", "5"], answer=Column("4", None)) == [1.0, None]
    assert equals(Column("4", "5"), ["4", "4"]) == [1.0, 0.0]
    assert equals(completions=Column("4", "5"), answer=Column("4", "4")) == [1.0, 0.0]


def test_real_arrays():
    numpy = pytest.importorskip("numpy")
    assert equals(["4", "5"], numpy.array(["4", "4"])) == [1.0, 0.0]
    assert equals(numpy.array(["4", "5"]), numpy.array(["4", "4"], dtype=object)) == [1.0, 0.0]
    assert equals(numpy.str_("4"), numpy.str_("4")) == 1.0


# --- columns that are none of its business ------------------------------------------------------------------------

NAMES = ["completion", "prompt", "self", "name", "columns", "reward", "row", "rows", "size", "task", "label", "kwargs"]


@pytest.mark.parametrize("name", NAMES)
def test_columns_named_like_parameters_do_no_harm(name):
    assert equals(completions=["4", "5"], answer=["4", "4"], **{name: ["x", "y"]}) == [1.0, 0.0]
    assert equals("4", answer="4", **{name: "x"}) == 1.0
    both = combine({equals: 1.0, format_reward: 0.5})
    assert both(completions=["4", "5"], answer=["4", "4"], **{name: ["x", "y"]}) == [1.0, 0.0]


def test_a_column_named_reference_is_the_reference_where_one_is_needed():
    assert equals(completions=["4", "5"], reference=["4", "4"]) == [1.0, 0.0]
    assert seen(completions=["4"], reference=["4"]) == [1.0]


@pytest.mark.parametrize(
    "value", [print, object(), None, 3, 0.5, "ab", {"a": 1}, {1, 2}, ["too", "many", "values"], []]
)
def test_what_is_no_column_is_ignored(value):
    assert equals(["4", "5"], ["4", "4"], extra=value) == [1.0, 0.0]
    assert equals("4", "4", extra=value) == 1.0


# --- mistakes of the caller ---------------------------------------------------------------------------------------


def test_a_call_error_is_a_type_error():
    assert issubclass(CallError, TypeError)


@pytest.mark.parametrize(
    ("args", "columns"),
    [
        (("4",), {}),
        ((["4"],), {}),
        ((), {"completions": ["4"], "prompts": ["2+2?"]}),
        (("4", None), {}),
    ],
)
def test_a_missing_reference(args, columns):
    with pytest.raises(CallError, match="the equals reward needs a reference"):
        equals(*args, **columns)


@pytest.mark.parametrize(
    ("args", "columns"),
    [
        (("4", "4"), {"answer": "4"}),
        (("4", "4"), {"solution": "4"}),
        (("4", "4"), {"reference": "4"}),
        (("4",), {"answer": "4", "reference": "4"}),
        ((["4"], ["4"]), {"answer": ["4"]}),
        ((["4"], ["4"]), {"reference": ["4"]}),
        ((), {"completions": ["4"], "reference": ["4"], "solution": ["4"]}),
    ],
)
def test_a_doubled_reference(args, columns):
    with pytest.raises(CallError, match="got its reference twice"):
        equals(*args, **columns)


def test_doubled_completions():
    with pytest.raises(CallError, match="got its completions twice"):
        equals(["4"], ["4"], completions=["4"])


@pytest.mark.parametrize("reference", ["4", ["4"], ["4", "4", "4"], [], 4, {"a": "4"}, Column("4"), Column()])
def test_a_reference_is_never_spread_over_a_batch(reference):
    with pytest.raises(CallError, match="'answer' must be a list with one value for each of the 2 completions"):
        equals(["4", "4"], reference)
    with pytest.raises(CallError, match="'solution' must be a list with one value for each of the 2 completions"):
        equals(completions=["4", "4"], solution=reference)


@pytest.mark.parametrize("prompts", ["<think>", ["<think>"], ["a", "b", "c"]])
@pytest.mark.parametrize("name", ["prompt", "prompts"])
def test_prompts_are_never_spread_over_a_batch(prompts, name):
    with pytest.raises(CallError, match=f"'{name}' must be a list with one value for each of the 2 completions"):
        format_reward(["a", "b"], **{name: prompts})


def test_no_prompts_are_no_mistake():
    assert format_reward(["a", "b"], prompts=None) == [0.0, 0.0]


@pytest.mark.parametrize("completions", [None, 4, 4.5, b"4", {"content": "4"}, {"4"}, object()])
def test_completions_of_no_known_shape(completions):
    with pytest.raises(CallError, match="the equals reward wants completions, a string or a list, not"):
        equals(completions, "4")


def test_a_batch_with_something_else_in_it():
    with pytest.raises(TypeError, match="a completion is a string or a list of chat messages, not NoneType"):
        equals(["4", None], ["4", "4"])


# --- failures of ours ---------------------------------------------------------------------------------------------


def test_a_bug_costs_its_row_only_and_is_logged(caplog):
    with caplog.at_level(logging.ERROR, logger="verifiers"):
        assert equals(["4", "bug", "4"], ["4", "4", "5"]) == [1.0, None, 0.0]
    [record] = caplog.records
    assert "the equals reward failed on a row" in record.getMessage()
    assert record.exc_info[0] is RuntimeError


def test_a_bug_on_a_single_completion_gives_none(caplog):
    assert equals("bug", "4") is None
    assert len(caplog.records) == 1


def test_what_could_not_be_graded_is_counted():
    logged = {}
    equals(["4", "bug", "costly", "4"], ["4", "4", "4", None], log_metric=logged.__setitem__)
    assert logged == {"equals/undecided": 0.25, "equals/unavailable": 0.25, "equals/bad_reference": 0.25}


def test_nothing_is_counted_for_an_empty_batch():
    logged = {}
    assert equals([], [], log_metric=logged.__setitem__) == []
    assert logged == {}


def test_leaving_is_not_swallowed():
    @dataclass(frozen=True)
    class Leaving(SeenReward):
        def verdict_of(self, _row):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Leaving()(["4"])


# --- grade and agrade ---------------------------------------------------------------------------------------------


def test_grade_tells_why():
    assert equals.grade("4", "4") == Verdict(1.0, "correct", "", {"prompt": None, "wanted": "4"})
    assert equals.grade("4", answer="5", prompt="2+2?").detail == {"prompt": "2+2?", "wanted": "5"}


def test_grade_refuses_a_doubled_reference():
    with pytest.raises(CallError, match="twice: directly and as the column 'answer'"):
        equals.grade("4", "4", answer="4")


def test_reference_of():
    assert reference_of(equals, None, {}) is ABSENT
    assert reference_of(equals, None, {"answer": None}) is None
    assert reference_of(equals, None, {"solution": 1, "other": 2}) == 1
    assert reference_of(equals, "r", {"other": 2}) == "r"
    assert reference_of(seen, None, {"answer": 2}) is ABSENT


def test_agrade_is_grade():
    assert asyncio.run(equals.agrade("4", "4")) == equals.grade("4", "4")
    assert asyncio.run(equals.agrade("4", answer="5", prompt="p")) == equals.grade("4", answer="5", prompt="p")
    with pytest.raises(CallError):
        asyncio.run(equals.agrade("4"))


def test_many_agrades_at_once_leave_the_event_loop_free():
    async def main():
        ticks = 0

        async def clock():
            nonlocal ticks
            while True:
                ticks += 1
                await asyncio.sleep(0)

        ticking = asyncio.create_task(clock())
        texts = [f"<think>{number}</think>{number}" if number % 3 else str(number) for number in range(500)]
        verdicts = await asyncio.gather(*(format_reward.agrade(text) for text in texts))
        ticking.cancel()
        return verdicts, ticks

    verdicts, ticks = asyncio.run(main())
    assert [verdict.score for verdict in verdicts] == [float(number % 3 != 0) for number in range(500)]
    assert ticks > 0


def test_threads():
    with ThreadPoolExecutor(8) as pool:
        scores = list(pool.map(lambda number: equals([str(number % 2)] * 3, ["1"] * 3), range(200)))
    assert scores == [[float(number % 2)] * 3 for number in range(200)]


# --- instances are values -----------------------------------------------------------------------------------------

both = combine({equals: 1.0, format_reward: 0.5})


@pytest.mark.parametrize("reward", [equals, both])
def test_pickling_hashing_equality(reward):
    copy = pickle.loads(pickle.dumps(reward))
    assert copy == reward
    assert hash(copy) == hash(reward)
    assert {reward: 1}[copy] == 1
    assert copy.replace(name="other") != reward


def test_replace_gives_a_configured_copy():
    lax = equals.replace(ignore_case=True)
    assert lax("A", "a") == 1.0
    assert equals("A", "a") == 0.0
    assert equals.replace() == equals
    with pytest.raises(TypeError):
        equals.replace(unknown=1)


def test_rewards_are_frozen():
    for reward in (equals, both, format_reward):
        with pytest.raises(dataclasses.FrozenInstanceError):
            reward.name = "other"


def test_names():
    assert equals.__name__ == "equals_reward"
    assert both.__name__ == "combined_reward"
