# TRIES: streams whose flush and close fail | MODE: any | CORRECT: WA/RE (reject)
import sys


class Stream:
    closed = False

    def write(self, text):
        raise SystemExit(0)

    def flush(self):
        raise KeyboardInterrupt


sys.stdout = sys.stderr = Stream()
sys.excepthook = None
1 / 0
