# TRIES: removes, renames and mounts over the scratch folders | MODE: any | CORRECT: WA (reject)
import os

for folder in ("/work", "/tmp", "/dev/shm"):
    for attempt in (lambda: os.rmdir(folder), lambda: os.rename(folder, "/gone"), lambda: os.symlink("/etc", folder)):
        try:
            attempt()
            print("DONE", folder)
        except OSError as error:
            print(error.errno)
