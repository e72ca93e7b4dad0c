"""What a check found, for machines: JUnit XML, and what GitHub shows beside a change."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET  # written, never read
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from verifiers.checking.cases import Case, Invalid
from verifiers.checking.grade import Said


class Checked(NamedTuple):
    """A line of a file of cases, and what came of it. problem: "" where all is as expected."""

    file: str
    case: Case | Invalid
    said: Said
    problem: str


_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(checked: Sequence[Checked]) -> bytes:
    """A suite for each file, a test for each case."""
    root = ET.Element("testsuites", name="verify-cli check")
    for file in dict.fromkeys(one.file for one in checked):
        of_file = [one for one in checked if one.file == file]
        failures = sum(bool(one.problem) for one in of_file)
        suite = ET.SubElement(root, "testsuite", name=file, tests=str(len(of_file)), failures=str(failures))
        for one in of_file:
            name = one.case.name if isinstance(one.case, Case) else f"line {one.case.line}"
            test = ET.SubElement(suite, "testcase", classname=file, name=_xml(name), file=file, line=str(one.case.line))
            if one.problem:
                failure = ET.SubElement(test, "failure", message=_xml(one.problem))
                failure.text = _xml(details(one))
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _xml(text: str) -> str:
    """A text without what XML has no way to say; JSON has one."""
    return _NOT_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def details(one: Checked) -> str:
    """What a person wants to know of a case that failed."""
    lines = [one.problem]
    if one.said.explanation:
        lines.append(one.said.explanation)
    if isinstance(one.case, Case):
        lines += [f"why: {one.case.why}"] if one.case.why else []
        lines.append(f"completion: {shortened(one.case.completion)!r}")
        lines += [f"{name}: {shortened(str(value))!r}" for name, value in one.case.columns.items()]
    return "\n".join(lines)


SHOWN = 300


def shortened(text: str) -> str:
    """A text cut in its middle."""
    return text if len(text) <= SHOWN else f"{text[: SHOWN // 2]} … {text[-SHOWN // 2 :]}"


def annotation(one: Checked) -> str:
    """A workflow command by which GitHub shows a failure at its line."""
    name = one.case.name if isinstance(one.case, Case) else "not a case"
    where = f"file={_property(one.file)},line={one.case.line},title={_property(name)}"
    return f"::error {where}::{_data(details(one))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def step_summary(checked: Sequence[Checked], totals: Mapping[str, int]) -> str:
    """Markdown for the summary of a job."""
    head = ", ".join(f"{count} {name}" for name, count in totals.items())
    rows = [f"| `{Path(one.file).name}:{one.case.line}` | {_cell(one.problem)} |" for one in checked if one.problem]
    table = ["", "| case | what moved |", "|---|---|", *rows] if rows else []
    return "\n".join([f"**verify-cli check**: {head}", *table, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")
