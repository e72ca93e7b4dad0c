# TRIES: makes itself the last to be killed when memory runs out | MODE: any | CORRECT: WA (reject)
for path, text in (
    ("/proc/self/oom_score_adj", "-1000"),
    ("/proc/self/coredump_filter", "0xff"),
    ("/proc/1/oom_score_adj", "1000"),
):
    try:
        open(path, "w").write(text)
        print("WROTE", path)
    except OSError as error:
        print(error.errno)
