# TRIES: hooks that outlive the program: profile, trace, audit, excepthook, import | MODE: any | CORRECT: WA (reject)
import builtins, gc, os, sys

sys.setprofile(lambda *x: None)
sys.addaudithook(lambda *x: None)
builtins.compile = builtins.exec = os.fork = os._exit = lambda *x: None
gc.callbacks.append(lambda *x: sys.exit(0))
print("wrong")
