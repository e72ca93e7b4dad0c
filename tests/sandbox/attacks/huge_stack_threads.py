# TRIES: memory in the stacks of threads | MODE: any | CORRECT: RE/MLE/TLE (reject)
import threading

threading.stack_size(1 << 30)


def deep(depth=0):
    deep(depth + 1)


for _ in range(16):
    threading.Thread(target=deep).start()
raise SystemExit(1)
