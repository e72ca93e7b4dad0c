# TRIES: leaves a listening socket in scratch for the next run | MODE: any | CORRECT: WA (reject)
import os, socket, time

server = socket.socket(socket.AF_UNIX)
try:
    socket.socket(socket.AF_UNIX).connect("/tmp/rendezvous")
    print("3")
except OSError:
    server.bind("/tmp/rendezvous")
    server.listen()
    if os.fork() == 0:
        os.setsid()
        time.sleep(60)
    print("wrong", flush=True)
    os._exit(0)
