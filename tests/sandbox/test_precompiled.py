"""The precompiled header of C++: made in the background, for those who include it, and never in anybody's way."""

import shutil
import threading

import pytest

from verifiers.sandbox import precompiled

EVERYTHING = b"#include <bits/stdc++.h>\nint main() {}\n"


@pytest.fixture
def made(monkeypatch):
    """The places for which the header is being made."""
    places = []
    monkeypatch.setattr(precompiled, "make", places.append)
    monkeypatch.setattr(precompiled, "_including", 0)
    return places


def see(source, times):
    threads = [precompiled.see("place", source) for _ in range(times)]
    for thread in filter(None, threads):
        thread.join()


@pytest.mark.parametrize(
    "source",
    [
        b"#include <iostream>\nint main() {}",
        b"#include <vector>\n// #include <bits/stdc++.h>\nint main() {}",
        b'const char *text = "#include <bits/stdc++.h>";',
        b"",
    ],
)
def test_who_does_not_include_it_does_not_have_it_made(made, source):
    see(source, 10 * precompiled.ENOUGH)
    assert made == []


@pytest.mark.parametrize(
    "source", [EVERYTHING, b'#include "bits/stdc++.h"', b"// first\n  #  include<bits/stdc++.h>\r\n#include <map>"]
)
def test_it_is_made_once_when_enough_have_included_it(made, source):
    see(source, precompiled.ENOUGH - 1)
    assert made == []
    see(source, 5)
    assert made == ["place"]


def test_nobody_waits_for_it(monkeypatch):
    monkeypatch.setattr(precompiled, "_including", precompiled.ENOUGH - 1)
    begun, go_on = threading.Event(), threading.Event()
    monkeypatch.setattr(precompiled, "make", lambda _: begun.set() or go_on.wait(60))
    thread = precompiled.see("place", EVERYTHING)
    assert begun.wait(60)
    assert thread.is_alive()
    assert thread.daemon
    go_on.set()
    thread.join()


def test_a_compiler_that_fails_leaves_nothing(monkeypatch, tmp_path):
    place = tmp_path / "pch"
    (place / "bits").mkdir(parents=True)
    for command in (["false"], ["/does/not/exist"]):
        monkeypatch.setattr(precompiled, "_command", lambda command=command: command)
        precompiled.make(place)
    assert list((place / "bits").iterdir()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["pch"]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("g++"), reason="there is no g++")
def test_it_is_made_whole_and_by_one(tmp_path):
    place = tmp_path / "pch"
    (place / "bits").mkdir(parents=True)
    (tmp_path / "pch-making").mkdir()  # of one that was killed
    threads = [threading.Thread(target=precompiled.make, args=(place,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(path.name for path in (place / "bits").iterdir()) == ["stdc++.h", "stdc++.h.gch"]
    assert [path.name for path in tmp_path.iterdir()] == ["pch"]
