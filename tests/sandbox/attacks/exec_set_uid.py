# TRIES: executes the set-user-id programs of the image | MODE: any | CORRECT: WA (reject)
import glob, os, stat, subprocess

for path in glob.glob("/usr/bin/*") + glob.glob("/bin/*"):
    try:
        if os.stat(path).st_mode & (stat.S_ISUID | stat.S_ISGID) and "su" not in os.path.basename(path):
            subprocess.run([path, "--help"], stdin=subprocess.DEVNULL, capture_output=True, timeout=1)
    except (OSError, subprocess.TimeoutExpired):
        pass
print(os.getresuid())
