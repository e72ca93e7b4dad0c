"""A scripted server with OpenAI's interface, on loopback: what it says is a function of what it is asked."""

import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TEXT = re.compile(r"<(\w+) [0-9a-f]{16}>\n(.*?)\n</\1 [0-9a-f]{16}>", re.DOTALL)


def texts_in(request):
    """The texts that a question holds, by name."""
    return dict(TEXT.findall(request["messages"][-1]["content"]))


class Reply:
    """More than a text: a status, headers, raw bytes, a pause, a connection that is cut."""

    def __init__(self, status=200, headers=None, raw=None, pause=0.0, *, cut=False):
        self.status, self.headers, self.raw, self.pause, self.cut = status, headers or {}, raw, pause, cut


class Scripted:
    """answer: gives a text or a Reply for each request."""

    def __init__(self, answer, port=0):
        self.answer = answer
        self.requests = []
        self.headers = []
        self.open = self.most_open = 0
        self._lock = threading.Lock()
        scripted = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                scripted.serve(self)

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 512

            def handle_error(self, *_):
                pass  # a client that has hung up

        self.server = Server(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True, args=(0.01,)).start()

    def serve(self, handler):
        body = json.loads(handler.rfile.read(int(handler.headers["content-length"])))
        with self._lock:
            self.requests.append({"path": handler.path, **body})
            self.headers.append(dict(handler.headers))
            self.open += 1
            self.most_open = max(self.most_open, self.open)
        try:
            self._reply(handler, self.answer(self.requests[-1] | body))
        finally:
            with self._lock:
                self.open -= 1

    def _reply(self, handler, said):
        reply = said if isinstance(said, Reply) else Reply()
        time.sleep(reply.pause)
        if isinstance(said, str):
            said = {"choices": [{"message": {"role": "assistant", "content": said}}], "usage": {"total_tokens": 7}}
        data = reply.raw if isinstance(said, Reply) else json.dumps(said).encode()
        data = b"" if data is None else data
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(len(data) + (100 if reply.cut else 0)))
        handler.end_headers()
        handler.wfile.write(data)
        if reply.cut:
            handler.close_connection = True

    def close(self):
        self.server.shutdown()
        self.server.server_close()
