# TRIES: never ends: the destructor of an object of __main__ | MODE: any | CORRECT: TLE (reject)
class Forever:
    def __del__(self):
        while True:
            pass


kept = Forever()
