"""The audit: puts any reward function, in any trainer's call shape, through a suite of probes.

The suite is data (`probes`), the function runs in a process of its own (`worker`, `shapes`: the standard library alone,
in any interpreter), watched from outside (`process`), and what it answers is compared (`run`, `session`, `behave`).
"""

from verifiers.audit.process import UnusableError
from verifiers.audit.report import AUDIT, AreaReport, Finding, Report
from verifiers.audit.run import audit
from verifiers.audit.session import SECONDS, Options

__all__ = ["AUDIT", "SECONDS", "AreaReport", "Finding", "Options", "Report", "UnusableError", "audit"]
