"""`verify-cli`, one file a command. Exit codes: 0, 1 some rows were errors, 2 usage, 130 interrupted."""

from verifiers.cli.app import main

__all__ = ["main"]
