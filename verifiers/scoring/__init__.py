"""Scoring files: rows in, verdicts out. Knows no terminal.

rows     lines of a file or of standard input, plain or compressed, whatever they hold
fields   which field of a row is the completion, the reference, the prompt, …
tests    the tests of a row, which make it code
samples  the completions in that field
rewards  rewards by name
grade    one line → its scored rows, or an error row
engine   many lines → worker processes → scored rows, in order
ray_engine, ray_scorer
         the same on a Ray cluster, for files and for batches of a training job
versions what must be the same wherever rows of one run are graded
output   the scored file, and going on with an unfinished one
summary  what it comes to
run      all of it together

And from a scored file on:

scored       its rows, read back
select       which samples are fit to be learned from, and which of those are taken
chats        a scored row as a chat
selection    what it comes to
select_file  one file into the other
"""

from verifiers.scoring.engine import LocalEngine
from verifiers.scoring.errors import FieldsError, ScoringError
from verifiers.scoring.fields import Fields
from verifiers.scoring.ray_engine import RayEngine
from verifiers.scoring.ray_scorer import RayScorer
from verifiers.scoring.rewards import reward_of
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
