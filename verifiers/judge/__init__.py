"""Language models as graders, for what rules cannot decide. They come after proofs, never before them.

reward    JudgeReward: a generative model answers one question about a completion
rubric    RubricReward: several, with weights
pairwise  PairwiseReward: each rollout of a group against another
score     ScoreReward: a reward model's number
template  what is asked, and how the reply is read: data files with names
guard     what is refused before a judge is asked
canary    known wrong answers, sent now and then
server    where a model answers
client    an OpenAI-compatible server: bounded, patient, cancellable
cache     replies that were given before
"""

from verifiers.judge.pairwise import PairwiseReward
from verifiers.judge.reward import JudgeReward
from verifiers.judge.rubric import RubricReward
from verifiers.judge.score import ScoreReward

__all__ = ["JudgeReward", "PairwiseReward", "RubricReward", "ScoreReward"]
