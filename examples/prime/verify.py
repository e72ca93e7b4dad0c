# /// script
# requires-python = ">=3.10"
# dependencies = ["verify-cli"]
# ///
"""Grades a row in an environment of its own: Prime's `verifiers` and ours share a name."""

from verifiers.trainers.prime import main

main()
