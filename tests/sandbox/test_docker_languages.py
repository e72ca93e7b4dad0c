"""An image with more languages, built for real from Debian's packages, runs their programs."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from docker_wall import skip

from verifiers.sandbox import Limits, Program, SandboxUnavailable, engine, open_sandbox
from verifiers.sandbox.docker import DockerWall
from verifiers.sandbox.image import build, packages
from verifiers.sandbox.languages import languages
from verifiers.sandbox.walls import files_for_slots

pytestmark = pytest.mark.slow

BUILT = os.environ.get("VERIFY_CLI_BUILD_LANGUAGES", "lua,perl").split(",")
"""Small ones. `java,kotlin,…` take the packages some minutes."""


@pytest.fixture(scope="module")
def image():
    """Its base has the packages, so that the building containers need no network."""
    if os.geteuid() != 0 or not shutil.which("mmdebstrap"):
        skip("the base is built by root, with mmdebstrap")
    try:
        engine.connect().close()
    except SandboxUnavailable as error:
        skip(f"no engine answers: {error}")
    base, tag = "verify-cli-test-languages-base", "verify-cli-test-languages:1"
    subprocess.run(["sh", str(Path(files_for_slots(), "base.sh")), base, *packages((), BUILT)], check=True, timeout=900)
    yield build(base=base, languages=BUILT, tag=tag, network="none")
    api = engine.connect()
    for name in (tag, base):
        api.remove_image(name, force=True)
    api.close()


@pytest.fixture(scope="module")
def sandbox(image):
    with open_sandbox(DockerWall(image), slots=1) as opened:
        yield opened


@pytest.mark.parametrize("name", ["python", "cpp", *BUILT])
def test_a_language_of_the_image_runs(sandbox, name):
    assert name in sandbox.languages
    result = sandbox.run(Program(name, languages()[name].smoke), b"19 23\n", Limits(cpu_seconds=30))
    assert (result.outcome, result.stdout.split()[:1]) == ("ok", [b"42"]), result.stderr


def test_another_language_is_not_there(sandbox):
    assert "racket" not in sandbox.languages
    with pytest.raises(SandboxUnavailable, match="sandbox build --language racket"):
        sandbox.run(Program("racket", languages()["racket"].smoke), b"1 2\n")


def test_a_language_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="unknown language 'cobol'"):
        packages((), ["cobol"])
