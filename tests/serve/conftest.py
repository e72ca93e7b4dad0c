"""One service for the tests that do it no harm, and a way to start others."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from serving import Service


@pytest.fixture(scope="session")
def service(tmp_path_factory):
    made = Service(tmp_path_factory.mktemp("serve"), "--workers", "2", "--max-body-mb", "12")
    yield made
    assert made.stop() == 0


@pytest.fixture
def start(tmp_path):
    made = []

    def start(*options, **environment):
        made.append(Service(tmp_path, *options, **environment))
        return made[-1]

    yield start
    for one in made:
        one.client.close()
        one.process.kill()
        one.process.wait()
