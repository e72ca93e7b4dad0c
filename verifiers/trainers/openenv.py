"""OpenEnv: a rubric of an environment.

    from verifiers.trainers.openenv import adapt

    Verified = adapt("r1-zero")
    super().__init__(rubric=Verified())  # in the __init__ of your Environment

What the agent said is the action's `message`, `content`, `response`, `answer`, `text` or messages; a text or messages
are taken as they are. The reference is looked for in the observation, in its `metadata`, and then in the action's. A
rubric gives a float: a sample that could not be judged gets 0, and `last_verdict` says what it was.

Written after OpenEnv's `openenv/core/rubrics/base.py` (0.10.0); its base class is imported when a rubric is made.
"""
