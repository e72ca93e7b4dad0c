"""Lines of files, whatever the files hold."""

import gzip
import os
import threading

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from verifiers.rows import lines as rows
from verifiers.rows.lines import Line, open_rows
from verifiers.scoring import ScoringError


def read(path):
    with open_rows(str(path)) as opened:
        return list(opened.lines())


PACKED = {
    "plain": lambda data: data,
    "gz": gzip.compress,
    "gz, two members": lambda data: gzip.compress(data[:3]) + gzip.compress(data[3:]),
    "zst": lambda data: zstandard.ZstdCompressor().compress(data),
    "zst, two frames": lambda data: (
        zstandard.ZstdCompressor().compress(data[:3]) + zstandard.ZstdCompressor().compress(data[3:])
    ),
}

MANY = b"".join(b'{"n": %d, "x": %d}\n' % (n, n * 7919 % 1009) for n in range(5000))


@pytest.mark.parametrize("kind", PACKED)
def test_every_compression_gives_the_same_lines(tmp_path, kind):
    path = tmp_path / "any-name"
    path.write_bytes(PACKED[kind](b'{"a": 1}\r\n\n  \n{"b": 2}'))
    assert read(path) == [Line(1, b'{"a": 1}\r\n'), Line(4, b'{"b": 2}')]


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_a_file_that_was_cut_short_says_so(tmp_path, kind):
    path = tmp_path / "cut"
    packed = PACKED[kind](MANY)
    path.write_bytes(packed[: len(packed) // 2])
    *good, last = read(path)
    assert last.problem.startswith("the file cannot be read further")
    assert all(line.problem is None for line in good)
    assert last.number == len(good) + 1


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_a_damaged_file_says_so(tmp_path, kind):
    packed = bytearray(PACKED[kind](MANY))
    packed[len(packed) // 2 :] = b"\xa5" * (len(packed) // 2)
    (tmp_path / "bad").write_bytes(packed)
    assert read(tmp_path / "bad")[-1].problem


def test_a_line_too_long_is_skipped_without_being_held(tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "MAX_LINE_BYTES", 1000)
    path = tmp_path / "long"
    path.write_bytes(b"a" * 1000 + b"\n" + b"b" * 500_000 + b"\nc\n" + b"d" * 1001)
    first, second, third, fourth = read(path)
    assert first == Line(1, b"a" * 1000 + b"\n")
    assert second.problem
    assert third == Line(3, b"c\n")
    assert fourth.problem


def test_a_byte_order_mark_is_no_part_of_the_first_row(tmp_path):
    (tmp_path / "bom").write_bytes(b"\xef\xbb\xbf{}\n")
    assert read(tmp_path / "bom") == [Line(1, b"{}\n")]


@pytest.mark.parametrize("data", [b"PAR1....", b"PK\x03\x04..", b"ARROW1..", b"[1, 2", b"{\n 1"])
def test_what_is_damaged_says_so(tmp_path, data):
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(ScoringError, match=r"cannot be read|not readable"):
        read(tmp_path / "x")


def test_what_cannot_be_opened_is_a_sentence(tmp_path):
    with pytest.raises(ScoringError, match="there is no file"):
        read(tmp_path / "none")
    with pytest.raises(ScoringError, match="is a folder without files of rows"):
        read(tmp_path)


def test_a_named_pipe_is_read_like_standard_input(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=lambda: path.write_bytes(b"{}\n"))
    writer.start()
    with open_rows(str(path)) as opened:
        assert list(opened.lines()) == [Line(1, b"{}\n")]
        assert opened.fraction() is None
    writer.join()


@given(st.lists(st.binary(max_size=6)), st.sampled_from(["plain", "gz", "zst"]))
def test_lines_are_what_a_split_gives(tmp_path_factory, lines, kind):
    data = b"\n".join([b"{}", *lines])  # the first bytes tell the format
    path = tmp_path_factory.mktemp("rows") / "x"
    path.write_bytes(PACKED[kind](data))
    wanted = [(number, line) for number, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    assert [(line.number, line.data.removesuffix(b"\n")) for line in read(path)] == wanted
