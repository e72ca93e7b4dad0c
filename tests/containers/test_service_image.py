"""The image of the service, built and run as compose.yaml says; what kubernetes.yaml says is the same."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import docker
import pytest
import yaml

ROOT = Path(__file__).parents[2]
BASE = "verify-cli-base"  # Debian's packages with their Python, which .ci/docker makes: no registry is needed
SECONDS = 120
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (ROOT / "containers").exists(), reason="not a checkout"),
]


@pytest.fixture(scope="module")
def engine():
    try:
        client = docker.from_env(timeout=SECONDS)
        client.images.get(BASE)
    except docker.errors.DockerException as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no engine with {BASE}: {error}")
    yield client
    client.close()


@pytest.fixture(scope="module")
def image(engine, tmp_path_factory):
    code = "import sys; print('{}.{}'.format(*sys.version_info))"
    version = engine.containers.run(BASE, ["python3", "-c", code], remove=True, network_mode="none").decode().strip()
    context = tmp_path_factory.mktemp("image")
    subprocess.run(
        ["sh", str(ROOT / "containers/wheels.sh"), version, str(context)],
        check=True, env={**os.environ, "PYTHON": sys.executable},
    )  # fmt: skip
    (context / "Dockerfile").write_bytes((ROOT / "containers/Dockerfile").read_bytes())
    tag = "verify-cli-service-test"
    engine.images.build(
        path=str(context), tag=tag, buildargs={"BASE": BASE}, network_mode="none", rm=True, forcerm=True
    )
    yield tag
    engine.images.remove(tag, force=True)


def services():
    return yaml.safe_load((ROOT / "containers/compose.yaml").read_text())["services"]


@contextlib.contextmanager
def started(engine, image, said):
    """A container as compose.yaml describes it, and its address, on the network of the host."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    container = engine.containers.run(
        image, detach=True, network_mode="host", environment={"VERIFY_CLI_TOKEN": "t" * 32, "PORT": str(port)},
        read_only=said["read_only"], tmpfs=dict.fromkeys(said["tmpfs"], ""), cap_drop=said["cap_drop"],
        security_opt=said["security_opt"], mem_limit=said["mem_limit"], pids_limit=said["pids_limit"],
        user=said.get("user", ""), cap_add=said.get("cap_add", []),
        healthcheck={"test": [], "interval": 1_000_000_000},  # the image's own, each second: its first is ten late
    )  # fmt: skip
    try:
        assert healthy(container), container.logs().decode()
        yield container, f"http://127.0.0.1:{port}"
    finally:
        container.remove(force=True)


@pytest.fixture(scope="module")
def service(engine, image):
    with started(engine, image, services()["verify-cli"]) as running:
        yield running


def healthy(container):
    for _ in range(SECONDS):
        container.reload()
        if container.attrs["State"]["Health"]["Status"] == "healthy":
            return True
        if container.status == "exited":
            break
        time.sleep(1)
    return False


def score(address, row, token="t" * 32):
    request = urllib.request.Request(
        f"{address}/v1/score", json.dumps({"reward": ["accuracy"], "rows": [row]}).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
    )  # fmt: skip
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        [result] = json.load(answer)["results"]
    return result


PROGRAM = {"completion": "```python\nprint(input())\n```", "tests": {"inputs": ["7"], "outputs": ["7"]}}


def test_it_grades_and_says_that_programs_need_more(service):
    _, address = service
    assert score(address, {"completion": r"\boxed{\frac12}", "answer": "0.5"})["reward"] == 1.0
    verdict = score(address, PROGRAM)
    assert verdict["reward"] in {None, 1.0}  # no zero where there is no wall


def test_programs_are_graded_by_the_service_that_may(engine, image):
    with started(engine, image, services()["programs"]) as (_, address):
        assert score(address, PROGRAM)["reward"] == 1.0


def test_a_wrong_token_is_refused(service):
    with pytest.raises(urllib.error.HTTPError) as refused:
        score(service[1], {"completion": "x", "answer": "1"}, token="wrong")
    assert refused.value.code == 401
    refused.value.close()


def test_it_is_nobody_and_writes_nothing(service):
    container, _ = service
    code = "import os; print(os.getuid()); open('/opt/x', 'w')"
    done = container.exec_run(["python", "-c", code])
    assert done.exit_code == 1
    assert b"10001\n" in done.output
    assert b"Read-only file system" in done.output


def test_it_ends_when_it_is_told_to(service):
    container, _ = service
    container.stop(timeout=60)
    assert container.wait(timeout=SECONDS)["StatusCode"] == 0


def test_kubernetes_is_told_what_compose_is():
    compose = services()["verify-cli"]
    deployment, entrance = yaml.safe_load_all((ROOT / "containers/kubernetes.yaml").read_text())
    pod = deployment["spec"]["template"]["spec"]
    [container] = pod["containers"]
    assert container["image"] == compose["image"]
    assert container["securityContext"]["readOnlyRootFilesystem"] == compose["read_only"]
    assert container["securityContext"]["capabilities"]["drop"] == compose["cap_drop"]
    assert not container["securityContext"]["allowPrivilegeEscalation"]
    assert [volume["mountPath"] for volume in container["volumeMounts"]] == compose["tmpfs"]
    assert f"USER {pod['securityContext']['runAsUser']}:" in (ROOT / "containers/Dockerfile").read_text()
    port = container["ports"][0]["containerPort"]
    assert {container[probe]["httpGet"]["path"] for probe in ("readinessProbe", "livenessProbe")} == {"/healthz"}
    assert entrance["spec"]["ports"] == [{"port": port}]
    assert entrance["spec"]["selector"] == deployment["spec"]["selector"]["matchLabels"]
