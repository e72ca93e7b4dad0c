"""Scoring files: rows in, verdicts out. Knows no terminal.

grade    one line → its scored rows, or an error row
engine   many lines → worker processes → scored rows, in order
ray_engine, ray_scorer
         the same on a Ray cluster, for files and for batches of a training job
versions what must be the same wherever rows of one run are graded
output   the scored file, and going on with an unfinished one
summary  the totals, row by row
run      all of it together
"""

from verifiers.errors import FieldsError, ScoringError
from verifiers.names import reward_of
from verifiers.rows.fields import Fields
from verifiers.scoring.engine import LocalEngine
from verifiers.scoring.ray_engine import RayEngine
from verifiers.scoring.ray_scorer import RayScorer
from verifiers.scoring.run import Job, Watch, default_out, score
from verifiers.scoring.summary import Summary

__all__ = [
    "Fields",
    "FieldsError",
    "Job",
    "LocalEngine",
    "RayEngine",
    "RayScorer",
    "ScoringError",
    "Summary",
    "Watch",
    "default_out",
    "reward_of",
    "score",
]
