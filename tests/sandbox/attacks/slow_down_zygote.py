# TRIES: gives the runner and the zygote the worst priority, another scheduler, no processor of their own | MODE: any | CORRECT: WA (reject)
import os

for pid in (1, os.getppid()):
    for attempt in (
        lambda: os.setpriority(os.PRIO_PROCESS, pid, 19),
        lambda: os.setpriority(os.PRIO_USER, 0, 19),
        lambda: os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0)),
        lambda: os.sched_setaffinity(pid, [0]),
    ):
        try:
            attempt()
            print("DONE")
        except OSError as error:
            print(error.errno)
