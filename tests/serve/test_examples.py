"""The example for rubrics of another package that has our name: its function asks a service of ours."""

import asyncio
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "trainer-examples.md"


@pytest.mark.skipif(not PAGE.exists(), reason="no docs here")
def test_a_rubric_s_function(service):
    [code] = re.findall(r"```python\n(import httpx\n.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert "http://127.0.0.1:8000" in code
    namespace = {}
    exec(code.replace("http://127.0.0.1:8000", service.url), namespace)
    said = [{"role": "user", "content": "1+1?"}, {"role": "assistant", "content": r"<think>a</think> \boxed{2}"}]
    assert asyncio.run(namespace["verified"](said, "2")) == 2.0
    assert asyncio.run(namespace["verified"](said, "")) == 0.0
