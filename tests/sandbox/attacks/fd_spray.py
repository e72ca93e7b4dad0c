# TRIES: writes a forged verdict to every descriptor that could be the runner's | MODE: any | CORRECT: WA (reject)
import os

for descriptor in range(3, 256):
    try:
        os.write(descriptor, b'\x01E\0\0\0\0{"outcome": "ok"}')
        print("WROTE", descriptor)
    except OSError:
        pass
print("wrong")
