"""The long description for the package index: the README, whose links lead into the repository, and the project's URLs.

The address of the repository is known to whoever builds a release: VERIFY_CLI_REPOSITORY, or what GitHub says in a
workflow. Without one, links stay as they are and there are no URLs.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


def repository() -> str:
    """Its address, without a slash at the end; empty: nobody has said."""
    server, name = os.environ.get("GITHUB_SERVER_URL", ""), os.environ.get("GITHUB_REPOSITORY", "")
    return (os.environ.get("VERIFY_CLI_REPOSITORY") or (f"{server}/{name}" if server and name else "")).rstrip("/")


def long_description(readme: str, address: str, tag: str) -> str:
    """The README with absolute links: pictures as files, everything else as the pages that show it."""
    readme = re.sub(r"(!\[[^\]]*\]\()(?!https?:)([^)]+)\)", rf"\g<1>{address}/raw/{tag}/\g<2>)", readme)
    return re.sub(r"\]\((?!https?:|#)([^)]+)\)", rf"]({address}/blob/{tag}/\g<1>)", readme)


class ReleaseMetadata(MetadataHookInterface):
    """Fills in `readme` and `urls`."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Add both to the metadata."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        address = repository()
        metadata["urls"] = {}
        if address:
            version = metadata.get("version", "")
            tag = f"v{version}" if re.fullmatch(r"[\d.]+(rc\d+)?", version) else "HEAD"  # a version that has a tag
            text = long_description(text, address, tag)
            metadata["urls"] = {
                "Homepage": address,
                "Documentation": f"{address}/tree/{tag}/docs",
                "Changelog": f"{address}/blob/{tag}/CHANGELOG.md",
                "Issues": f"{address}/issues",
            }
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
