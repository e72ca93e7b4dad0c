# TRIES: fills the process table with dead children | MODE: any | CORRECT: RE/TLE (reject)
import os

while True:
    if os.fork() == 0:
        os._exit(0)
