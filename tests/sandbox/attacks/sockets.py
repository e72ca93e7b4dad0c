# TRIES: opens sockets of every family but the local one | MODE: any | CORRECT: WA (reject)
import socket

for family in range(1, 46):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        try:
            socket.socket(family, kind)
            if family != socket.AF_UNIX:
                print("OPENED", family, kind)
        except OSError:
            pass
print("wrong")
