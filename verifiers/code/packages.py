"""Packages that programs of public sets import, and a sandbox may lack: that is the host's failure, not a program's.

A program that fails because it imports one that is not there is `unavailable`, with what to install. Which ones a
sandbox has is asked of it once; what a program says of its end is not believed.
"""

from __future__ import annotations

import re
from weakref import WeakKeyDictionary

from verifiers.sandbox import Limits, Program, Sandbox

KNOWN = tuple(
    "numpy pandas scipy sympy mpmath matplotlib seaborn sklearn networkx sortedcontainers requests bs4 lxml yaml nltk"
    " PIL cv2 openpyxl docx PyPDF2 pytz dateutil regex tqdm numba gmpy2 torch tensorflow xlrd wordcloud statsmodels"
    " faker flask django psutil gensim textblob jieba rsa Crypto cryptography chardet simplejson pydantic".split()
)
"""As those who made the sets have installed them. Any other name that is not there is the program's mistake."""
_IMPORT = re.compile(rf"^[ \t]*(?:from|import)[ \t]+({'|'.join(KNOWN)})\b", re.MULTILINE)
_LOOK = Program(
    "python",
    f"import importlib.util\nprint(*[name for name in {KNOWN!r} if importlib.util.find_spec(name) is None])\n",
)
_LIMITS = Limits(cpu_seconds=10)

_lacking: WeakKeyDictionary[Sandbox, frozenset[str]] = WeakKeyDictionary()


def named_missing(said: str) -> str:
    """The module that an error says is not there; or ""."""
    found = re.search(r"No module named '(\w+)", said)
    return found[1] if found else ""


def lacking(sandbox: Sandbox, source: str) -> frozenset[str]:
    """Known packages that a program imports and the sandbox does not have."""
    imported = frozenset(_IMPORT.findall(source))
    if not imported:
        return imported
    if sandbox not in _lacking:
        result = sandbox.run(_LOOK, b"", _LIMITS)
        if result.outcome != "ok":
            return frozenset()
        _lacking[sandbox] = frozenset(result.stdout.decode().split())
    return imported & _lacking[sandbox]
