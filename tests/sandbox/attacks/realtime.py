# TRIES: asks for real-time scheduling and a better priority, then loops | MODE: any | CORRECT: TLE (reject)
import os

for attempt in (lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99)), lambda: os.setpriority(0, 0, -20)):
    try:
        attempt()
    except OSError:
        pass
while True:
    pass
