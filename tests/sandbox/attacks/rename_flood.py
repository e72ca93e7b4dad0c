# TRIES: moves folders into each other while they are removed | MODE: any | CORRECT: WA (reject)
import os

for depth in range(300):
    os.makedirs(f".{depth}.removed/.{depth + 1}.removed/x", exist_ok=True)
print("wrong")
