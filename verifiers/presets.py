"""The rewards of the R1 recipe, ready to use.

DeepSeek-R1 (arXiv 2501.12948): R1-Zero is trained with "accuracy rewards" and "format rewards" (section 2.2.2); R1
adds "a language consistency reward … calculated as the proportion of target language words in the CoT" and sums them
directly (section 2.3.2).
"""

from verifiers.format import format_reward
from verifiers.language import language_reward
from verifiers.math import math_reward
from verifiers.reward import combine

r1_zero_reward = combine({math_reward: 1.0, format_reward: 1.0}, name="r1_zero")
r1_reward = combine({math_reward: 1.0, format_reward: 1.0, language_reward: 1.0}, name="r1")
