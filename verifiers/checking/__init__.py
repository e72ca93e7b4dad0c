"""Golden cases: what a reward must say of a completion, kept in a file and checked in CI.

cases    a file of cases
grade    what the rewards say of them now
update   a file in which what moved was accepted
reports  JUnit XML, and annotations for GitHub
"""

from verifiers.checking.cases import Case, Invalid, read_cases
from verifiers.checking.grade import Grades, Said, moved

__all__ = ["Case", "Grades", "Invalid", "Said", "moved", "read_cases"]
