# TRIES: takes every permission off the scratch folders and what is in them | MODE: any | CORRECT: WA (reject)
import os

for folder in ("/tmp", "/dev/shm", "/work"):
    try:
        os.makedirs(folder + "/a/b/c")
        open(folder + "/a/b/c/d", "w").close()
        for path in ("/a/b/c/d", "/a/b/c", "/a/b", "/a", ""):
            os.chmod(folder + path, 0)
    except OSError as error:
        print(error.errno)
print("wrong")
