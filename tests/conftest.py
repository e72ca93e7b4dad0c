"""What holds for all tests."""

from hypothesis import HealthCheck, settings

# A busy machine is no failure: bounds on work are tested where they are promised, in CPU time and with room.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")
