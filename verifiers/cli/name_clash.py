"""Two projects are called `verifiers`: this package, and an unrelated one on the package index.

Installed into one environment, one overwrites files of the other without a word from the installer.
"""

from __future__ import annotations

from importlib.metadata import distributions

_OURS = "verify-cli"


def name_clash() -> str | None:
    """A sentence if another distribution owns the name `verifiers` here too, else `None`.

    An editable install of ours is no owner by the installer's books, so any other owner is one too many.
    """
    others = sorted(_owners() - {_OURS})
    if not others:
        return None
    return (
        f"The name 'verifiers' is also owned by {', '.join(others)} in this environment, and the two overwrite each "
        f"other's files: give {_OURS} an environment of its own, by `uvx {_OURS}` or `pipx install {_OURS}`."
    )


def _owners() -> set[str]:
    """The distributions that installed files of a package `verifiers`.

    As `importlib.metadata.packages_distributions` has it, but without parsing the whole books of every distribution,
    which takes a tenth of a second in a small environment.
    """
    return {
        distribution.metadata["Name"]
        for distribution in distributions()
        if "\nverifiers/" in f"\n{distribution.read_text('RECORD') or ''}"
    }
