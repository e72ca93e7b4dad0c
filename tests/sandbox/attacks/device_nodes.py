# TRIES: makes device nodes and opens them | MODE: any | CORRECT: WA (reject)
import os, stat

for number in (os.makedev(1, 1), os.makedev(8, 0), os.makedev(254, 0)):
    for kind in (stat.S_IFBLK, stat.S_IFCHR):
        try:
            os.mknod(f"node{number}{kind}", 0o666 | kind, number)
            print(open(f"node{number}{kind}", "rb").read(10))
        except OSError as error:
            print(error.errno)
