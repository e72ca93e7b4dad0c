"""Evaluation as papers report it: from a scored file to pass@1, pass@k, maj@k and best-of-k, with their uncertainty.

estimators  what a problem's samples say: pass@k, majority, best of k
votes       answers that are one answer: clusters by mathematical equivalence
bootstrap   how sure a mean over problems is
problems    the samples of a scored file by problem
evaluate    all of it together
compare     two evaluations of the same problems, paired
published   published problem sets: where they are, how large, how graded, as data
sets        problem sets as rows: the published ones by name, and files of one's own
"""

from verifiers.evaluation.bootstrap import Interval, interval
from verifiers.evaluation.compare import Difference, difference, differences
from verifiers.evaluation.estimators import best_of_k, maj_at_k, pass_at_k
from verifiers.evaluation.evaluate import Estimate, Evaluation, evaluate
from verifiers.math.clusters import clusters

__all__ = [
    "Difference",
    "Estimate",
    "Evaluation",
    "Interval",
    "best_of_k",
    "clusters",
    "difference",
    "differences",
    "evaluate",
    "interval",
    "maj_at_k",
    "pass_at_k",
]
