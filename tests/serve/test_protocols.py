"""OpenRLHF's and SandboxFusion's clients, pointed at us, and requests made from our OpenAPI document."""

import asyncio
import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor

import aiohttp
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import positive_data_acceptance

from verifiers.serve import sandboxfusion
from verifiers.serve.openapi import document
from verifiers.serve.openrlhf import Query, response
from verifiers.serve.work import Answer

SCHEMA = schemathesis.openapi.from_dict(document(12 << 20, 150.0, 65_536, secured=False))


@SCHEMA.parametrize()
@settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_the_document_says_is_so(case, service):
    # A reward's name may be unknown, and columns of different lengths: no schema says what is refused beyond types.
    # And a deadline of no time at all is 504, as it should be.
    excluded = [positive_data_acceptance, not_a_server_error]
    answer = case.call_and_validate(base_url=service.url, timeout=60, excluded_checks=excluded)
    assert answer.status_code < 500 or answer.status_code == 504


def openrlhf_client(url, queries, prompts, labels):
    """The request of OpenRLHF 0.11.2, openrlhf/utils/agent.py: aiohttp, JSON, 180 seconds in all."""

    async def post():
        payload = {"query": queries, "prompts": prompts, "labels": labels}
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=180)) as session,
            session.post(url, json=payload) as answer,
        ):
            answer.raise_for_status()
            return await answer.json()

    return asyncio.run(post())


def test_openrlhf_s_client_gets_its_reward(service):
    prompt = "<|im_start|>user\nWhat is 6*7?<|im_end|>\n<|im_start|>assistant\n"
    queries = [prompt + r"\boxed{42}<|im_end|>", "<s>" + prompt + r"\boxed{41}</s>", r"other \boxed{42}"]
    answer = openrlhf_client(service.url + "/get_reward", queries, [prompt] * 3, ["42"] * 3)
    assert answer["rewards"] == answer["scores"] == [1.0, 0.0, 0.0]
    assert answer["extra_logs"] == {"acc": pytest.approx(1 / 3), "ungraded": pytest.approx(1 / 3)}


def test_openrlhf_s_empty_shard_and_its_older_clients(service):
    url = service.url + "/get_reward"
    assert openrlhf_client(url, [], [], []) == {"rewards": [], "scores": [], "extra_logs": {}}
    assert requests.post(url, json={"query": ["x"]}, timeout=60).json()["rewards"] == [0.0]
    assert requests.post(url, json={"query": ["x"], "labels": []}, timeout=60).status_code == 200
    assert requests.post(url, json={"query": ["x"], "labels": ["1", "2"]}, timeout=60).status_code == 422


@pytest.mark.parametrize(
    ("query", "prompt", "completion"),
    [
        ("ab", "a", "b"),
        ("ab<|im_end|>\n<|endoftext|>", "a", "b"),
        ("<|begin_of_text|>ab", "a", "b"),
        ("ab", None, "ab"),
        ("xab", "a", None),
        (3, "a", None),
        ("ab", ["a"], None),
        ("a", "a", ""),
    ],
)
def test_the_completion_is_what_stands_behind_the_prompt(query, prompt, completion):
    found = json.loads(Query(("format",), query, prompt, None).do(None).data)
    assert ("error" in found) == (completion is None)


def test_what_we_lack_is_no_zero_for_openrlhf():
    verdict = {"score": None, "outcome": "unavailable", "explanation": "No sandbox.", "weight": 1.0, "detail": {}}
    answer = Answer(json.dumps({"reward": None, "verdicts": {"code": verdict}}).encode(), "unavailable")
    with pytest.raises(Exception, match="No sandbox") as refused:
        response(["acc"], [answer])
    assert refused.value.status == 503


def sandbox_fusion(service, code, language="python", stdin="", timeout=10):
    """The request of verl's client (verl/utils/reward_score/sandbox_fusion/utils.py), field by field."""
    payload = {
        "compile_timeout": timeout,
        "run_timeout": timeout,
        "code": code,
        "stdin": stdin,
        "memory_limit_MB": 1024,
        "language": language,
        "files": {},
        "fetch_files": [],
    }
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    answer = requests.post(service.url + "/run_code", headers=headers, data=json.dumps(payload), timeout=60)
    answer.raise_for_status()
    return answer.json()


CPP = "#include <iostream>\nint main() { int n; std::cin >> n; std::cout << 2 * n; }"
C = '#include <stdio.h>\nint main() { int n; scanf("%d", &n); printf("%d", 2 * n); }'


@pytest.mark.parametrize(("language", "code"), [("python", "print(2 * int(input()), end='')"), ("cpp", CPP), ("c", C)])
def test_a_program_that_ends_well(service, language, code):
    answer = sandbox_fusion(service, code, language, "21")
    assert (answer["status"], answer["run_result"]["status"]) == ("Success", "Finished")
    assert (answer["run_result"]["stdout"], answer["run_result"]["return_code"]) == ("42", 0)
    assert (answer["compile_result"] is None) == (language == "python")


@pytest.mark.usefixtures("local_wall")
@pytest.mark.parametrize(
    ("code", "language", "timeout", "compiled", "ran", "return_code"),
    [
        ("raise SystemExit(3)", "python", 10, None, "Finished", 3),
        ("import os; os.kill(os.getpid(), 9)", "python", 10, None, "Finished", -9),
        ("while True: pass", "python", 0.3, None, "TimeLimitExceeded", None),
        ("x = bytearray(2 << 30)", "python", 10, None, "Finished", 1),
        ("print('x' * (20 << 20))", "python", 10, None, "Finished", -9),
        ("int main() { return x; }", "cpp", 10, "Finished", None, None),
    ],
    ids=["exit code", "signal", "time", "memory", "output", "compiler"],
)
def test_a_program_that_fails(service, code, language, timeout, compiled, ran, return_code):  # noqa: PLR0913, PLR0917
    answer = sandbox_fusion(service, code, language, timeout=timeout)
    assert answer["status"] == "Failed"
    assert (answer["compile_result"] or {}).get("status") == compiled
    assert (answer["run_result"] or {}).get("status") == ran
    assert (answer["run_result"] or {}).get("return_code") == return_code
    if compiled:
        assert answer["compile_result"]["return_code"] == 1


@pytest.mark.parametrize("more", [{"language": "cobol"}, {"files": {"/a": "eA=="}}, {"fetch_files": ["../a"]}])
def test_what_is_not_run_is_a_sandbox_error(service, more):
    answer = service.client.post("/run_code", json={"code": "x", "language": "python", **more}).json()
    assert answer["status"] == "SandboxError"
    assert "here" in answer["message"]


@pytest.mark.parametrize(
    "more",
    [
        *({"run_timeout": 1e9}, {"run_timeout": "x"}, {"memory_limit_MB": -2}, {"stdin": 3}, {"code": None}),
        *({"files": ["a"]}, {"files": {"a": "no base64"}}, {"files": {"a": 1}}, {"args": [1]}, {"fetch_files": "a"}),
        *({"files": []}, {"args": 0}, {"fetch_files": False}),
    ],
)
def test_what_is_no_run_is_422(service, more):
    answer = service.client.post("/run_code", json={"code": "x", "language": "python", **more})
    assert answer.status_code == 422


@pytest.mark.usefixtures("local_wall")
def test_files_go_in_and_come_out(service):
    more = {"files": {"a.txt": "aGk=", "none.txt": None}, "fetch_files": ["b/out.txt", "absent"], "args": ["x", "y"]}
    code = "import os, sys\nos.mkdir('b')\nopen('b/out.txt', 'w').write(open('a.txt').read() * 2)\nprint(sys.argv[1:])"
    answer = service.run(code, **more).json()
    assert (answer["status"], answer["run_result"]["stdout"]) == ("Success", "['x', 'y']\n")
    assert answer["files"] == {"b/out.txt": "aGloaQ=="}


@pytest.mark.usefixtures("local_wall")
def test_what_clients_send_beside(service):
    answer = service.run("print(1)", unknown=1, run_timeout="5", compile_timeout=300, memory_limit_MB="256").json()
    assert (answer["status"], answer["run_result"]["stdout"]) == ("Success", "1\n")
    assert service.run("print(1)", run_timeout=4000).json()["status"] == "Success"


@pytest.mark.usefixtures("local_wall")
def test_sleep_and_work_count_together(service):
    both = """import time
time.sleep(0.7)
while time.process_time() < 0.7:
    pass
print("late")
"""
    answer = service.run(both, run_timeout=1).json()
    assert (answer["status"], answer["run_result"]["status"]) == ("Failed", "TimeLimitExceeded")
    assert answer["run_result"]["stdout"] == "late\n"
    assert answer["message"] == "it took more than 1 seconds"
    assert service.run(both, run_timeout=5).json()["status"] == "Success"


def test_a_sleeper_is_late_by_the_clock(service):
    answer = service.run("import time\ntime.sleep(20)", run_timeout=0.5).json()
    assert (answer["status"], answer["run_result"]["status"]) == ("Failed", "TimeLimitExceeded")
    assert answer["run_result"]["execution_time"] < 15


@pytest.mark.usefixtures("local_wall")
@pytest.mark.parametrize(
    ("language", "code"), [("bash", "read x; echo $((2 * x))"), ("perl", "print 2 * <STDIN>, qq(\\n)")]
)
def test_other_languages(service, language, code):
    answer = service.run(code, language, stdin="21\n").json()
    assert (answer["status"], answer["run_result"]["stdout"]) == ("Success", "42\n"), answer


@pytest.mark.usefixtures("local_wall")
def test_files_for_pytest(service):
    pytest.importorskip("pytest")
    files = {"solution.py": base64.b64encode(b"def f(x):\n    return x + 1\n").decode()}
    test = "from solution import f\ndef test_f():\n    assert f(1) == {}\n"
    right = service.run(test.format(2), "pytest", files=files).json()
    assert (right["status"], right["run_result"]["return_code"]) == ("Success", 0), right
    wrong = service.run(test.format(3), "pytest", files=files).json()
    assert (wrong["status"], wrong["run_result"]["return_code"]) == ("Failed", 1)
    assert "assert 2 == 3" in wrong["run_result"]["stdout"]


def test_a_client_s_patience_is_known():
    body = {"code": "", "language": "python", "run_timeout": 3, "compile_timeout": 2}
    assert sandboxfusion.patience(sandboxfusion.tasks(json.dumps(body).encode())) == 14.0


@pytest.mark.slow
@pytest.mark.usefixtures("local_wall")
def test_504_comes_before_a_client_gives_up(start):
    """verl's client waits for compile_timeout + run_timeout + 10 seconds, and tries 504 again."""
    service = start("--workers", "1", "--wall", "local")
    with ThreadPoolExecutor() as threads:
        for _ in range(2):
            threads.submit(service.run, "while True: pass", run_timeout=13, compile_timeout=1)
        time.sleep(1)
        begin = time.monotonic()
        late = service.run("print(1)", run_timeout=1, compile_timeout=1)
        seconds = time.monotonic() - begin
        service.process.kill()  # the loops have seconds to go, for which nobody needs to wait
    assert late.status_code == 504
    assert seconds < 12


def cells(service, *sources, **more):
    answer = service.client.post("/run_jupyter", json={"cells": sources, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_cells_share_a_process(service):
    said = cells(service, "a = 'hello'", "a", "print(a)\n3;", "def twice(x): return 2 * x\ntwice(a)")
    assert said["status"] == "Success"
    assert [cell["stdout"] for cell in said["cells"]] == ["", "", "hello\n", ""]
    assert [cell["display"] for cell in said["cells"]] == [
        [],
        [{"text/plain": "'hello'"}],
        [],
        [{"text/plain": "'hellohello'"}],
    ]


def test_a_cell_that_fails_does_not_keep_the_next_from_being_run(service):
    said = cells(
        service,
        "import sys, os\nsys.stderr.write('oh')\nos.system('echo from a child')",
        "assert False, 'no'",
        "%matplotlib inline",
        "raise SystemExit(3)",
        "display(1, None)\nNone",
    )
    first, failed, magic, ended, last = said["cells"]
    assert (first["stdout"], first["stderr"]) == ("from a child\n", "oh")
    assert (failed["error"][0]["ename"], failed["error"][0]["evalue"]) == ("AssertionError", "no")
    assert magic["error"][0]["ename"] == "SyntaxError"
    assert ended["error"][0]["ename"] == "SystemExit"
    assert last["display"] == [{"text/plain": "1"}, {"text/plain": "None"}]


def test_cells_have_files_and_bounds(service):
    given = {"files": {"in.txt": base64.b64encode(b"abc").decode()}, "fetch_files": ["out.txt"]}
    said = cells(service, "open('out.txt', 'w').write(open('in.txt').read().upper());", **given)
    assert said["files"] == {"out.txt": base64.b64encode(b"ABC").decode()}
    late = cells(service, "print(1)", "while True: pass", total_timeout=0.5)
    assert late["status"] == "Failed"
    assert late["driver"]["status"] == "TimeLimitExceeded"
    assert [cell["stdout"] for cell in late["cells"]] == ["1\n"]


def test_cells_that_write_where_answers_go_make_none(service):
    said = cells(
        service, "import os\nfor n in range(3, 30):\n    try: os.write(n, b'[1]\\n{\\n')\n    except OSError: pass"
    )
    assert len(said["cells"]) <= 1
    assert cells(service)["cells"] == []


def test_what_is_not_done_for_cells_is_said(service):
    assert cells(service, "1", cell_timeout=1)["status"] == "SandboxError"
    assert cells(service, "1", kernel="ir")["status"] == "SandboxError"
    assert service.client.post("/run_jupyter", json={"cells": [1]}).status_code == 422
    assert service.client.post("/run_jupyter", json={"cells": ["1"] * 1001}).status_code == 422


def test_without_a_wall_it_is_the_sandbox_s_error(start):
    service = start("--workers", "1", "--wall", "docker", DOCKER_HOST="unix:///nowhere/docker.sock")
    answer = sandbox_fusion(service, "print(1)")
    assert answer["status"] == "SandboxError"
    assert answer["message"]
    row = {"query": ["p```python\nprint(1)\n```"], "prompts": ["p"], "labels": ['{"inputs": [""], "outputs": ["1"]}']}
    assert service.client.post("/get_reward", json=row).status_code == 200  # -r math: tests are no business of it
