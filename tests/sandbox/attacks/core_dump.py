# TRIES: leaves a core dump | MODE: any | CORRECT: RE (reject)
import os

os.abort()
