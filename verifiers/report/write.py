"""The page: its parts put together, with what it shows.

Nothing in it comes from anywhere else, and its own policy forbids it to ask: no connection, no image, no script but the
one whose hash is named. What models wrote is data in compressed letters, and becomes text on the page, never markup.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from verifiers.report.gathered import Gathered, packed

_HERE = Path(__file__).parent


def page_of(gathered: Gathered) -> str:
    """The page as HTML. The same rows give the same bytes."""
    style, formulas, page = (
        (_HERE / name).read_text(encoding="utf-8").replace("\r\n", "\n")
        for name in ("page.css", "formulas.js", "page.js")
    )
    script = formulas + page
    blocks = [
        _block("figures", packed(gathered.figures)),
        _block("index", packed(dict(gathered.index))),
        *(_block(f"rows-{number}", chunk) for number, chunk in enumerate(gathered.chunks)),
    ]
    page = (_HERE / "page.html").read_text(encoding="utf-8")
    for mark, text in (
        (
            "{{policy}}",
            f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'",
        ),
        ("{{style}}", style),
        ("{{script}}", script),
        ("{{data}}", "\n".join(blocks)),
    ):
        page = page.replace(mark, text)
    return page


def _block(name: str, data: str) -> str:
    return f'<script type="application/octet-stream" id="{name}">{data}</script>'


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
