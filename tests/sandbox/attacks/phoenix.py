# TRIES: children that ignore every signal and start each other again | MODE: any | CORRECT: WA (reject)
import os, signal, time

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
for _ in range(4):
    if os.fork() == 0:
        while True:
            if os.fork() == 0:
                time.sleep(0.01)
                os._exit(0)
            try:
                os.wait()
            except ChildProcessError:
                time.sleep(0.01)
print("wrong", flush=True)
os._exit(0)
