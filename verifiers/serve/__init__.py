"""`verify-cli serve`: verdicts over HTTP, for trainers that score remotely.

server         the socket, the signals, the start and the end
patience       the connection: who sends or reads too slowly is let go
gate           every request: the token, its number, its line in the log, its place in the metrics
app            what path is answered by what
body           a request's body: bounded in size, time and memory
score          `/v1/score`, our own protocol
openrlhf       `/get_reward`, as OpenRLHF asks
piston         `/api/v2/execute` and `/api/v2/runtimes`, as Piston answers
sandboxfusion  `/run_code` and `/v1/ping`, as SandboxFusion answers
pool           worker processes, and the bounded line before them
work           what a worker does: a row to grade, a program to run
openapi        the document that describes all of it

The event loop reads, waits and writes. It never grades: that is done in worker processes, as `verify-cli score`
does it, and by the same `Scorer`, so that the verdict of a row is the same by either way.

Starlette (routes and requests), uvicorn (HTTP/1.1) and prometheus-client are the extra `serve`; nothing else of this
package loads them.
"""
