# TRIES: memory shared between processes, which is no process's own | MODE: any | CORRECT: MLE (reject)
import mmap, os, time

for _ in range(6):
    if os.fork() == 0:
        area = mmap.mmap(-1, 100 << 20)
        for at in range(0, 100 << 20, 4096):
            area[at] = 1
        time.sleep(60)
time.sleep(60)
