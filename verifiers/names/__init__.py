"""The names of rewards: one table, and one way to write a reward down, wherever a reward is asked for.

    math                                   a name, or that of a preset (accuracy, r1-zero, r1)
    math(form=any, tolerance=0.01)         a name with settings
    gated(format, by=math)                 rewards made of rewards
    my_module:reward, my.py:reward         your own: a reward, or a function in any call shape that the audit knows

table     the names, in the one place where they stand
spelling  a text taken apart: a name and its arguments
settings  the settings of a reward: which there are, what they take, and how they are written down
own       rewards and functions of your own
build     all of it together
"""

from verifiers.names.build import Rewards, WallName, named, reward_of, without_wall
from verifiers.names.own import own_in
from verifiers.names.settings import described, spelled
from verifiers.names.spelling import is_own
from verifiers.names.table import ACCURACY

__all__ = [
    "ACCURACY",
    "Rewards",
    "WallName",
    "described",
    "is_own",
    "named",
    "own_in",
    "reward_of",
    "spelled",
    "without_wall",
]
