"""Language rewards: how much of the chain of thought is in the target language?"""

from verifiers.language.reward import LanguageReward, language_reward

__all__ = ["LanguageReward", "language_reward"]
