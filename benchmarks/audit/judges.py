"""Scripted judges in the audit's judge area, bare and with ours around them: `python benchmarks/audit/judges.py`.

No language model is measured. The judges are naive ones: one that knows a plain wrong word when it sees one
and believes everything else, one that says yes where either text holds the other, and one that looks at the last word.
(One that always says yes cannot be audited: it pays the wrong control.) "guarded" is JudgeReward alone,
"behind rules" is `otherwise(math_reward, JudgeReward)`.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from verifiers import JudgeReward, math_reward, otherwise

TEXT = re.compile(r"<(\w+) [0-9a-f]{16}>\n(.*?)\n</\1 [0-9a-f]{16}>", re.DOTALL)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold()) or [""]


JUDGES = {
    "gullible": lambda answer, reference: answer == reference or not answer.isalpha(),
    "substring": lambda answer, reference: reference.casefold() in answer.casefold() or answer.casefold() in reference,
    "last_word": lambda answer, reference: _words(answer)[-1] == _words(reference)[-1],
}


def _served(name: str) -> str:
    """The address of a scripted judge, which is in this process."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            texts = dict(TEXT.findall(body["messages"][-1]["content"]))
            said = "Yes" if JUDGES[name](texts["answer"], texts["reference"]) else "No"
            data = json.dumps({"choices": [{"message": {"content": said}}]}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/v1"


def _bare(name: str) -> Any:
    """What a careless pipeline does: the last box, and the judge's word for it."""

    def reward(completions: list[str], answer: list[str], **_: Any) -> list[float]:
        boxed = [re.findall(r"\\boxed\{(?:\\text\{)?(.*?)\}", text)[-1:] or [text] for text in completions]
        return [float(JUDGES[name](found[0], right)) for found, right in zip(boxed, answer, strict=True)]

    return reward


def __getattr__(name: str) -> Any:
    """`bare_gullible`, `guarded_substring`, `behind_rules_last_word` and so on, for the audit's worker."""
    for kind in ("bare", "guarded", "behind_rules"):
        judge = name.removeprefix(f"{kind}_")
        if judge != name and judge in JUDGES:
            if kind == "bare":
                return _bare(judge)
            asked = JudgeReward(url=_served(judge), model=judge, canaries=0.0)
            return asked if kind == "guarded" else otherwise(math_reward, asked)
    raise AttributeError(name)


def main() -> None:
    """Print the table."""
    print("| judge | bare | guarded | behind rules |\n|---|---|---|---|")
    for judge in JUDGES:
        cells = []
        for kind in ("bare", "guarded", "behind_rules"):
            command = ["-c", "from verifiers.cli import main; main()", "audit", f"{__file__}:{kind}_{judge}"]
            done = subprocess.run(
                [sys.executable, *command, "--area", "judge"], capture_output=True, text=True, check=False
            )
            told = re.search(r"^audit .*: judge (\S+)$", done.stdout, re.MULTILINE)
            cells.append(told[1] if told else (done.stderr or done.stdout).strip().splitlines()[-1])
        print(f"| {judge} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
