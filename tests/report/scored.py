"""Scored rows for the tests of the report, as `verify-cli score` writes them."""

import json


def row(line, score, answer="2", completion=None, **more):
    outcome = "correct" if score == 1.0 else "incorrect"
    part = {
        "weight": 1.0,
        "score": score,
        "outcome": outcome,
        "explanation": "So it is.",
        "detail": {"answer": answer, "source": "box", "reference": "2", "evidence": "exact"},
    }
    text = f"<think>we add {line}</think> It is $\\boxed{{{answer}}}$." if completion is None else completion
    return {
        "id": f"p{line // 4}",
        "problem": f"What is 1 + 1, for the {line}th time?",
        "completion": text,
        "answer": "2",
        **more,
        "line": line,
        "reward": score,
        "verdicts": {"math": part},
        "rules": "2026.1",
    }


def written(path, rows):
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    return path
