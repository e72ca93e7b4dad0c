"""The documentation site: `make docs` builds it into docs/_build. A warning is an error, a broken link among them."""

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import verifiers

HERE = Path(__file__).parent

project = "verify-cli"
author = "the verify-cli developers"
version = release = verifiers.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode", "sphinx_copybutton"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "verify-cli"
html_static_path = ["_static"]
html_css_files = ["tables.css"]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# Docstrings are plain English with names of code between single backticks.
default_role = "code"
napoleon_numpy_docstring = False
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_default_options = {"members": True, "show-inheritance": True}


suppress_warnings = ["misc.highlighting_failure"]  # examples may leave a part out: `GRPOTrainer(model=…)`

_OUTSIDE = re.compile(r"\[([^\]]*)\]\(((?:\.\./)+)([^)]+)\)")
_FIELD = re.compile(r"(\*{0,2}[a-z_]\w*(?:, \*{0,2}[a-z_]\w*)*): (?=\S)")


def into_repository(_app: Any, page: str, source: list[str]) -> None:
    """Links that leave this folder lead into the repository; where nobody has said its address, they are their text."""
    address = os.environ.get("VERIFY_CLI_REPOSITORY", "")

    def link(match: re.Match[str]) -> str:
        text, up, path = match.groups()
        if up.count("../") <= page.count("/"):
            return match[0]
        return f"[{text}]({address}/blob/HEAD/{path})" if address else text

    source[0] = _OUTSIDE.sub(link, source[0])


def parameters_of(thing: Any) -> set[str]:
    """The names of its parameters; none: it takes none, or does not say."""
    try:
        return set(inspect.signature(thing).parameters)
    except (TypeError, ValueError):
        return set()


def as_rst(_app: Any, what: str, _name: str, thing: Any, _options: Any, lines: list[str]) -> None:
    """Our docstrings as reStructuredText: `name: meaning` is a field, and what is indented behind a blank line is code.

    The docstring of a module may list its files, with the names in a column: that is shown as it stands.
    """
    parameters = parameters_of(thing) if what in {"class", "function", "method"} else set()
    new: list[str] = []
    field = False
    for line in lines:
        before = new[-1] if new else ""
        if match := _FIELD.match(line):
            kind = "param " if match[1].strip("*") in parameters else ""
            name = match[1].replace("*", "\\*")
            new += [""] * bool(before and not field) + [f":{kind}{name}: {line[match.end() :]}"]
            field = True
        elif field and line.startswith("    "):
            new.append(line)
        else:
            new += [""] * bool(field and before and line.strip())
            field = field and not line.strip()
            if line.startswith("    ") and not before:
                new += ["::", ""]
            new.append(line)
    if what == "module" and any(re.match(r"[a-z_/.]+ {2,}\S", line) for line in new):
        new = ["::", "", *(f"    {line}" for line in lines)]
    lines[:] = new


def write_commands(_app: Any) -> None:
    """Write the page of the command line from the commands themselves."""
    command = ["-m", "typer", "verifiers.cli.app", "utils", "docs", "--name", "verify-cli", "--title", "Commands"]
    page = HERE / "reference" / "commands.md"
    subprocess.run([sys.executable, *command, "--output", str(page)], check=True, stdout=subprocess.DEVNULL)


def setup(app: Any) -> None:
    """Connect them."""
    app.connect("builder-inited", write_commands)
    app.connect("source-read", into_repository)
    app.connect("autodoc-process-docstring", as_rst, priority=400)  # before napoleon
