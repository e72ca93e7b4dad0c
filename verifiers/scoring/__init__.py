"""Scoring files: rows in, verdicts out. Knows no terminal.

grade    one line → its scored rows, or an error row
engine   many lines → worker processes (`verifiers.workers`) → scored rows, in order
ray_engine
         the same on a Ray cluster
output   the scored file, and going on with an unfinished one
summary  the totals, row by row
run      all of it together
"""

from verifiers.errors import FieldsError, ScoringError
from verifiers.names import reward_of
from verifiers.rows.fields import Fields
from verifiers.scoring.engine import LocalEngine
from verifiers.scoring.ray_engine import RayEngine
from verifiers.scoring.run import Job, Watch, default_out, score
from verifiers.scoring.summary import Summary
from verifiers.workers.batches import LocalScorer
from verifiers.workers.ray_scorer import RayScorer

__all__ = [
    "Fields",
    "FieldsError",
    "Job",
    "LocalEngine",
    "LocalScorer",
    "RayEngine",
    "RayScorer",
    "ScoringError",
    "Summary",
    "Watch",
    "default_out",
    "reward_of",
    "score",
]
