# TRIES: puts links to the system where files are removed | MODE: any | CORRECT: WA (reject)
import os

os.unlink("main.py")
for number, target in enumerate(("/", "/etc", "/usr/bin", "/sandbox", "/proc/1", "/sandbox/runner.py", "..", ".")):
    os.symlink(target, "main.py" if number == 0 else f"link{number}")
    os.symlink(target, f"/tmp/link{number}")
print("wrong")
