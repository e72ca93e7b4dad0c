"""Each kind of wrong reward is caught by the probe that is there for it, and by it the right one is not."""

from pathlib import Path

import pytest

from verifiers.audit import Options, audit

pytestmark = pytest.mark.slow

REWARDS = Path(__file__).with_name("rewards.py")
SECONDS = 3.0

CAUGHT = {
    "substring": ("math/hedge/list-of-guesses", "paid"),
    "any_box": ("math/hedge/two-marks-wrong-last", "paid"),
    "empty_is_right": ("math/degenerate/empty-mark", "paid"),
    "broken_reference_pays": ("math/reference/broken-paid", "paid"),
    "as_float": ("math/off/large-by-one", "paid"),
    "runs_text": ("math/execution/open", "executed"),
    "uses_alarm": ("math/behaviour/alarm", "cancelled"),
    "swallows_alarm_error": ("math/behaviour/thread", "0.0 where it was 1.0"),
    "raises_on_surrogate": ("math/context/surrogate", "raised UnicodeEncodeError"),
    "hangs_on_tower": ("math/bounds/tower", "no answer in 3 s of CPU time"),
    "sleeps_on_tower": ("math/bounds/tower", "asleep"),
    "hangs_in_a_thread": ("math/behaviour/threads", "no answer"),
    "draws_lots": ("math/behaviour/twice", "where it was"),
    "depends_on_hash": ("math/behaviour/process", "where it was"),
    "counts": ("math/behaviour/twice", "0.5 where it was 1.0"),
    "exits_on_empty": ("math/degenerate/empty", "raised SystemExit"),
    "dies_on_empty": ("math/degenerate/empty", "ended without an answer"),
    "prints_much": ("math/behaviour/quiet", "printed"),
    "gives_nan": ("math/degenerate/not-a-number", "returned nan"),
    "gives_infinity": ("math/degenerate/infinite", "returned inf"),
    "gives_text": ("math/number/negative", "returned str '1.0'"),
    "eats_memory": ("math/bounds/factorial", "raised MemoryError"),
    "changes_inputs": ("math/behaviour/unchanged-inputs", "changed"),
    "one_for_all": ("math/behaviour/alone", "where it was returned 1 values for 26 completions"),
    "by_rank": ("math/behaviour/reversed", "where it was"),
    "one_for_all_spoiled": ("math/behaviour/bystander", "0.0 where it was 1.0"),
}


def run(name, probe, **options):
    return audit(Options(f"{REWARDS}:{name}", probe=probe, **{"seconds": SECONDS, **options}))


@pytest.fixture(scope="module")
def right():
    """What the right one gets."""
    (area,) = audit(Options(f"{REWARDS}:exact", ("math",))).areas
    return {finding.id: finding for finding in area.findings}


@pytest.mark.parametrize("name", CAUGHT)
def test_caught(name, right):
    probe, said = CAUGHT[name]
    report = run(name, probe)
    ((finding,),) = (area.findings for area in report.areas)
    assert (finding.id, finding.status) == (probe, "failed")
    assert said in finding.said
    assert not report.held
    assert right[probe].status == "passed", right[probe].said


@pytest.mark.parametrize("name", ["pays_always", "pays_never", "returns_none"])
def test_who_pays_all_alike_scores_nothing(name):
    report = audit(Options(f"{REWARDS}:{name}", ("math",)))
    (area,) = report.areas
    assert not report.held
    assert area.note.startswith("scores a plainly right answer")
    assert area.passed == 0
    assert area.total > 100
    assert {finding.status for finding in area.findings} == {"unproven"}


def test_who_refuses_all_but_one_gets_nothing_for_its_refusals():
    """A near miss counts only where its right twin was paid."""
    report = run("only_42", "math/structure/tuple-swapped")
    assert report.areas[0].findings[0].status == "unproven"
    assert not report.held
    assert run("exact", "math/structure/tuple-swapped").held


def test_what_raises_always_is_not_applicable_and_says_why():
    report = audit(Options(f"{REWARDS}:raises_always"))
    assert not report.held
    notes = {area.area: area.note for area in report.areas}
    assert notes.pop("messages") == "as rubric: raised RuntimeError: no luck today"
    assert set(notes.values()) == {"as plain: raised RuntimeError: no luck today"}
    assert report.score.startswith("not audited, since no area applies: ")


def test_an_audit_ends_although_everything_hangs():
    report = audit(Options(f"{REWARDS}:hangs_after_the_controls", ("functions",), seconds=0.05))
    said = [finding.said for finding in report.areas[0].findings]
    assert sum(one.startswith("no answer") for one in said) >= 12
    assert any(one.startswith("not asked: 12 rows before") for one in said)


def test_loose_tags_are_caught():
    (area,) = audit(Options(f"{REWARDS}:loose_tags", ("format",))).areas
    assert area.frame == "think and answer"
    failed = {finding.id for finding in area.findings if finding.status == "failed"}
    assert {
        "format/empty/reasoning",
        "format/answer/twice",
        "format/answer/text-behind",
        "format/tags/nested",
    } <= failed
    assert "format/tags/none" not in failed
    assert "format/right/plain" not in failed


def test_a_think_only_template_is_not_asked_for_answer_tags():
    (area,) = audit(Options(f"{REWARDS}:think_tags", ("format",))).areas
    assert area.frame == "think"
    assert not any(finding.id.startswith("format/answer/") for finding in area.findings)
    assert "format/right/prefilled" in {finding.id for finding in area.findings if finding.status == "failed"}


def test_a_language_reward_that_looks_for_a_word_is_caught():
    (area,) = audit(Options(f"{REWARDS}:looks_for_a_word", ("language",))).areas
    failed = {finding.id for finding in area.findings if finding.status == "failed"}
    assert {"language/mixed/half", "language/other/uk-for-ru"} <= failed


def test_attack_programs_win_where_nothing_isolates_them():
    """Each attack is one: against a grader without defences it succeeds."""
    (area,) = audit(Options(f"{REWARDS}:exec_program", ("code",))).areas
    paid = {finding.id.split("/")[-1] for finding in area.findings if "paid: scored 1.0" in finding.said}
    assert {"frame-reading", "memory-reading"} <= paid
    assert "echo" not in paid
