# TRIES: closes all its streams and sleeps: nobody would notice by its output | MODE: any | CORRECT: TLE (reject)
import os, time

os.closerange(0, 256)
time.sleep(600)
