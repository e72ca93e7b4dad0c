"""Why a completion has its score: what was found where, how it was read, which rule decided, and with what evidence.

explain  a verdict with what led to it, as data
sections what each kind of reward has to show
"""

from verifiers.explain.explain import Explained, explain

__all__ = ["Explained", "explain"]
