# TRIES: leaves a semaphore and shared memory for the next run | MODE: any | CORRECT: WA (reject)
import os
from multiprocessing import shared_memory

path = "/dev/shm/state"
count = int(open(path).read()) if os.path.exists(path) else 0
open(path, "w").write(str(count + 1))
try:
    left = shared_memory.SharedMemory("left", create=True, size=4096)
    left.buf[0] = 1
    print("first")
except FileExistsError:
    print("again")
print([3, 6, 777777][count % 3] if count else "wrong")
os._exit(0)
