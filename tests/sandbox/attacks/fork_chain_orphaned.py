# TRIES: the same, after the main process has ended | MODE: any | CORRECT: WA (reject)
import os

for _ in range(8):
    if os.fork() == 0:
        os.setsid()
        while True:
            if os.fork():
                os._exit(0)
print("wrong")
