"""Who may ask, and how a wrong start is refused."""

import subprocess

import pytest
from serving import COMMAND

TOKEN = "0123456789abcdef-token"


def refused(*options, environment=None):
    run = subprocess.run([*COMMAND, *options], capture_output=True, text=True, timeout=60, check=False, env=environment)
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
    [line] = run.stderr.splitlines()
    return line


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--host", "0.0.0.0"], "needs a token"),
        (["--host", "::"], "needs a token"),
        (["-r", "mth"], "unknown reward 'mth'"),
        (["--token-file", "nowhere"], "cannot read the token from nowhere: No such file"),
        (["--token-file", "/dev/null"], "a token must be at least 16 characters"),
        (["--host", "192.0.2.1.example.invalid", "--token-file", "TOKEN"], "cannot listen at"),
    ],
)
def test_a_wrong_start_is_one_sentence(options, sentence, tmp_path):
    (tmp_path / "token").write_text(TOKEN)
    assert sentence in refused(*[str(tmp_path / "token") if word == "TOKEN" else word for word in options])


def test_a_port_that_is_taken_is_said(service):
    assert "cannot listen" in refused("--port", service.url.rpartition(":")[2])


def test_missing_packages_are_named():
    code = (
        "import importlib.util as u; f = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'uvicorn' else f(name, *a)\n"
        "from verifiers.cli import main; main()"
    )
    run = subprocess.run([COMMAND[0], "-c", code, "serve"], capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "pip install 'verify-cli[serve]'" in run.stderr


def test_a_token_opens_everything_and_nothing_opens_without_it(start, tmp_path):
    (tmp_path / "token").write_text(TOKEN + "\n")
    service = start("--workers", "1", "--token-file", str(tmp_path / "token"))
    client, right = service.client, {"authorization": f"Bearer {TOKEN}"}
    for path in ("/metrics", "/openapi.json", "/v1/score", "/nowhere"):
        assert client.get(path).status_code == 401
        for wrong in ("Bearer x", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", TOKEN, "Basic !", "Bearer é".encode()):
            assert client.get(path, headers={"authorization": wrong}).status_code == 401
    for path in ("/healthz", "/v1/ping"):
        assert client.get(path).status_code == 200
    assert client.get("/metrics", headers=right).status_code == 200
    assert service.score(headers=right).status_code == 200
    assert client.get("/metrics", auth=("anyone", TOKEN)).status_code == 200  # http://anyone:TOKEN@host
    assert client.get("/healthz", headers={"host": "grader.example"}).status_code == 200
    assert TOKEN not in service.log_path.read_text()


def test_the_token_of_the_environment(start):
    service = start("--workers", "1", VERIFY_CLI_TOKEN=TOKEN)
    assert service.score().status_code == 401
    assert service.score(headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
