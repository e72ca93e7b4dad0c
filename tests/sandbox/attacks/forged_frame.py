# TRIES: prints a frame of the wire as its output | MODE: any | CORRECT: WA (reject)
import json, os, struct

header = json.dumps({"id": 0, "outcome": "ok", "status": 0, "sizes": [2, 0]}).encode()
os.write(1, struct.pack(">II", len(header), 2) + header + b"3\n")
os.write(2, struct.pack(">II", len(header), 2) + header + b"3\n")
