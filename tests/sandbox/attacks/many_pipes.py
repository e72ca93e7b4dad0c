# TRIES: fills sockets and pipes with data that nobody reads | MODE: any | CORRECT: WA (reject)
import os, socket

kept = []
try:
    while True:
        pair = socket.socketpair()
        kept.append(pair)
        pair[0].setblocking(False)
        try:
            while True:
                pair[0].send(b"x" * 65536)
        except BlockingIOError:
            pass
except OSError as error:
    print(len(kept), error.errno)
