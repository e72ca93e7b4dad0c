"""What holds for all tests."""

import os
import signal

from hypothesis import HealthCheck, settings

# A busy machine is no failure: bounds on work are tested where they are promised, in CPU time and with room. In CI the
# examples are always the same, so that a change is not blamed for what another seed would have found before it.
settings.register_profile(
    "steady", deadline=None, derandomize=bool(os.environ.get("CI")), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")

# A shell that starts a job in the background lets it ignore these, and children inherit that: tests of Ctrl-C would
# see none.
signal.signal(signal.SIGINT, signal.default_int_handler)
for number in (signal.SIGHUP, signal.SIGQUIT):
    signal.signal(number, signal.SIG_DFL)
