"""Piston's protocol, as open-r1's client and others speak it."""

import base64

import pytest


def execute(service, content, language="python", **more):
    return service.client.post(
        "/api/v2/execute", json={"language": language, "version": "*", "files": [{"content": content}], **more}
    )


@pytest.mark.usefixtures("local_wall")
def test_piston(service):
    answer = execute(
        service, "import sys\nprint(input(), sys.argv[1:], file=sys.stderr)\nprint(1)", stdin="in", args=["a"]
    ).json()
    assert answer["language"] == "python"
    assert "compile" not in answer
    run = answer["run"]
    assert (run["stdout"], run["stderr"], run["output"]) == ("1\n", "in ['a']\n", "1\nin ['a']\n")
    assert (run["code"], run["signal"], run["status"], run["message"]) == (0, None, None, None)


@pytest.mark.usefixtures("local_wall")
@pytest.mark.parametrize(
    ("content", "more", "code", "signal", "status"),
    [
        ("raise SystemExit(3)", {}, 3, None, "RE"),
        ("import os; os.abort()", {}, None, "SIGABRT", "SG"),
        ("while True: pass", {"run_timeout": 300}, None, "SIGKILL", "TO"),
        ("import time; time.sleep(9)", {"run_timeout": 300}, None, "SIGKILL", "TO"),
        ("x = bytearray(1 << 29)", {"run_memory_limit": 64 << 20}, None, "SIGKILL", "SG"),
        ("print('x' * (20 << 20))", {}, None, "SIGKILL", "OL"),
    ],
    ids=["code", "signal", "time", "sleep", "memory", "output"],
)
def test_piston_says_how_a_run_ended(service, content, more, code, signal, status):
    run = execute(service, content, **more).json()["run"]
    assert (run["code"], run["signal"], run["status"]) == (code, signal, status)


@pytest.mark.usefixtures("local_wall")
def test_piston_compiles_and_has_files(service):
    files = [
        {"name": "main.cpp", "content": '#include "n.h"\n#include <iostream>\nint main() { std::cout << N; }'},
        {"name": "n.h", "content": base64.b64encode(b"#define N 7").decode(), "encoding": "base64"},
    ]
    answer = service.client.post(
        "/api/v2/execute", json={"language": "c++", "version": "10.2.0", "files": files}
    ).json()
    assert (answer["compile"]["code"], answer["run"]["stdout"]) == (0, "7")
    broken = execute(service, "int main( {", "cpp").json()
    assert broken["compile"]["code"] == 1
    assert "error" in broken["compile"]["stderr"]


def files(*contents, **more):
    return {"language": "python", "files": [{"content": one} for one in contents], **more}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (files("", language="cobol"), 400),
        (files("", language="cf_python3"), 400),
        (files("", language=None), 422),
        ({"language": "python"}, 422),
        (files(), 422),
        ({"language": "python", "files": [{}]}, 422),
        ({"language": "python", "files": [{"content": "x", "encoding": "rot13"}]}, 422),
        ({"language": "python", "files": [{"content": "zz", "encoding": "hex"}]}, 422),
        ({"language": "python", "files": [{"content": ""}, {"name": "../x", "content": ""}]}, 422),
        (files("", run_timeout=-5), 422),
        (files("", args=[1]), 422),
        (files("", args=0), 422),
        ({"language": "python", "files": [{"content": "", "encoding": ""}]}, 422),
        ({"language": "python", "files": [{"content": "", "encoding": ["utf8"]}]}, 422),
        ({"language": "python", "files": [{"content": "", "name": 0}]}, 422),
        (files("", stdin=False), 422),
        (files("", run_memory_limit="much"), 422),
    ],
)
def test_what_piston_does_not_run(service, body, status):
    answer = service.client.post("/api/v2/execute", json=body)
    assert answer.status_code == status
    assert answer.json()["error"]


def test_piston_s_runtimes(service):
    found = service.client.get("/api/v2/runtimes").json()
    assert {"language": "cpp", "version": "*"}.items() <= next(one for one in found if one["language"] == "cpp").items()
