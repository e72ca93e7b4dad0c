"""The rewards of the R1 recipe, ready to use.

They follow sentences of the DeepSeek-R1 report (arXiv 2501.12948; sections of the first version):

- `r1_zero_reward`, section 2.2.2: the reward system of R1-Zero "mainly consists of two types of rewards", accuracy
  rewards, which "evaluate whether the response is correct", and format rewards, which make it "put its thinking process
  between '<think>' and '</think>' tags". The second version, equation 4: they "are combined with the same weight".
- `r1_reward`, section 2.3.2: for R1 "we introduce a language consistency reward during RL training, which is calculated
  as the proportion of target language words in the CoT", and "we combine the accuracy of reasoning tasks and the reward
  for language consistency by directly summing them to form the final reward". Format is added as before.

All weights are therefore 1; `combine` takes others.
"""

from verifiers.compose import combine
from verifiers.format import format_reward
from verifiers.language import language_reward
from verifiers.math import math_reward

r1_zero_reward = combine({math_reward: 1.0, format_reward: 1.0}, name="r1_zero")
r1_reward = combine({math_reward: 1.0, format_reward: 1.0, language_reward: 1.0}, name="r1")
