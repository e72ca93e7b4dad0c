# TRIES: never ends: atexit, then a destructor | MODE: any | CORRECT: TLE (reject)
import atexit

print("wrong")


def forever():
    while True:
        pass


atexit.register(forever)
