"""A judge on the service's own command line may be named by requests; an address in a request may not."""

import sys
from pathlib import Path

import pytest

pytest.importorskip("httpx")
sys.path.append(str(Path(__file__).parents[1] / "judge"))

from scripted import Scripted


def test_only_the_services_own_judge_is_asked(start):
    judge, stranger = Scripted(lambda _: "Yes"), Scripted(lambda _: "Yes")
    own = f"otherwise(math, judge(url={judge.url}, model=m, canaries=0.0))"
    try:
        service = start("--workers", "1", "-r", own)
        row = {"completion": r"\boxed{\text{a decreasing sequence}}", "answer": r"\text{the sequence decreases}"}
        found = service.client.post("/v1/score", json={"reward": [own], "rows": [row]})
        assert found.json()["results"][0]["reward"] == 1.0
        named = f"judge(url={stranger.url}, model=m)"
        refused = service.client.post("/v1/score", json={"reward": [named], "rows": [row]})
        assert refused.status_code == 422
        assert "asks a server" in refused.text
        assert (len(judge.requests), stranger.requests) == (2, [])
    finally:
        judge.close()
        stranger.close()
