"""The local wall inside of a container that has nothing but an engine's defaults: no namespaces can be made there."""

from pathlib import Path

import pytest
from docker_wall import open_docker

from verifiers.sandbox import engine
from verifiers.sandbox.image import image_name

ROOT = Path(__file__).parents[2]
SECONDS = 300
PROBE = """
from verifiers.sandbox import Program, SandboxUnavailable, open_sandbox
try:
    with open_sandbox("local") as sandbox:
        print(sandbox.wall.name, sandbox.run(Program("python", "print(1)")).stdout)
except SandboxUnavailable as error:
    print(error)
"""


def inside(*command, **options):
    """Exit code and output of an interpreter in a container with this checkout."""
    open_docker().close()  # an engine and an image, or the test skips
    api = engine.connect()
    binds = [f"{ROOT}:/repo/tree:ro", f"{ROOT.parent / 'shared'}:/repo/shared:ro"]
    config = api.create_host_config(binds=binds, network_mode="none", **options.pop("host", {}))
    container = api.create_container(
        image_name(),
        entrypoint=["python3", "-B"],
        command=list(command),
        environment={"PYTHONPATH": "/repo/tree"},
        host_config=config,
        **options,
    )["Id"]
    try:
        api.start(container)
        code = api.wait(container, timeout=SECONDS)["StatusCode"]
        return code, api.logs(container).decode()
    finally:
        api.remove_container(container, force=True)
        api.close()


@pytest.mark.slow
def test_attacks():
    code, said = inside("/repo/tree/tests/sandbox/as_user.py")
    assert (code, said) == (0, "local (landlock)\n")


@pytest.mark.parametrize(
    "options",
    [{"user": "1234:1234"}, {"host": {"cap_drop": ["SETUID"]}}, {"host": {"cap_drop": ["ALL"]}}],
    ids=["an ordinary user", "without SETUID", "without any"],
)
def test_who_cannot_give_runs_a_user_asks_for_each_fork(options):
    assert inside("-c", PROBE, **options) == (0, "local (landlock-user) b'1\\n'\n")


def test_with_more_than_the_defaults_it_makes_namespaces():
    code, said = inside("-c", PROBE, host={"cap_add": ["SYS_ADMIN"], "security_opt": ["seccomp=unconfined"]})
    assert (code, said) == (0, "local (root) b'1\\n'\n")
