# TRIES: changes the limits of the runner and of itself | MODE: any | CORRECT: WA (reject)
import os, resource

for pid in (1, os.getppid()):
    try:
        print(resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, 3)))
    except (OSError, ValueError) as error:
        print(error)
print("wrong")
