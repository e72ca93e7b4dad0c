"""Can the rows of a data set of programs be trusted? Reference solutions and garbage against their tests.

findings    what speaks against a row
solutions   the reference solutions of a row
"""

from verifiers.validating.findings import Finding, validate

__all__ = ["Finding", "validate"]
