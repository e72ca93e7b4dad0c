"""The document that describes the service, in OpenAPI 3.1: `/openapi.json`."""

from __future__ import annotations

from typing import Any

from verifiers import __version__

_NUMBER = {"type": ["number", "null"]}
_TEXT = {"type": ["string", "null"]}


def _object(properties: dict[str, Any], required: list[str], **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, **more}


_VERDICT = _object(
    {
        "weight": {"type": "number"},
        "score": _NUMBER,
        "outcome": {"type": "string"},
        "explanation": {"type": "string"},
        "detail": {"type": "object"},
    },
    ["weight", "score", "outcome", "explanation", "detail"],
)
_RESULT = {
    "anyOf": [
        _object(
            {"reward": _NUMBER, "verdicts": {"type": "object", "additionalProperties": _VERDICT}},
            ["reward", "verdicts"],
        ),
        _object({"reward": {"type": "null"}, "error": {"type": "string"}}, ["reward", "error"]),
    ]
}
_SCORE = _object(
    {
        "reward": {
            "type": "array",
            "items": {"type": "string"},
            "minItems": 1,
            "description": "Names of rewards (math, code, format, …), with settings and weights (math(form=any)=1), or "
            "presets.",
        },
        "rows": {
            "type": "array",
            "items": {
                "description": "An object: completion (a text or a chat), answer or tests, prompt, language; "
                "the result of anything else is an error.",
            },
        },
    },
    ["reward", "rows"],
    additionalProperties=False,
)
_SCORED = _object({"rules": {"type": "string"}, "results": {"type": "array", "items": _RESULT}}, ["rules", "results"])
_QUERY = _object(
    {
        "query": {"type": "array", "items": {}},
        "prompts": {"type": ["array", "null"], "items": {}},
        "labels": {"type": ["array", "null"], "items": {}},
    },
    ["query"],
    additionalProperties=False,
)
_NUMBERS = {"type": "array", "items": {"type": "number"}}
_REWARDS = _object(
    {
        "rewards": _NUMBERS,
        "scores": _NUMBERS,
        "extra_logs": {"type": "object", "additionalProperties": {"type": "number"}},
    },
    ["rewards", "scores", "extra_logs"],
)
_SECONDS = {"type": ["number", "null"], "minimum": 0.01, "maximum": 1e6}
_TEXTS = {"type": ["array", "null"], "items": {"type": "string"}}
_CODE = _object(
    {
        "code": {"type": "string"},
        "language": {"type": "string", "description": "One of the sandbox's, or pytest; of others, a SandboxError"},
        "stdin": _TEXT,
        "compile_timeout": _SECONDS,
        "run_timeout": _SECONDS,
        "memory_limit_MB": {"anyOf": [{"enum": [-1, None, "-1"]}, {"type": "number", "minimum": 0.01, "maximum": 1e9}]},
        "files": {
            "type": ["object", "null"],
            "additionalProperties": {"type": ["string", "null"], "contentEncoding": "base64"},
        },
        "fetch_files": _TEXTS,
        "args": _TEXTS,
    },
    ["code", "language"],
)
_CELLS = _object(
    {
        "cells": {**_TEXTS, "maxItems": 1000},
        "total_timeout": _SECONDS,
        "memory_limit_MB": _CODE["properties"]["memory_limit_MB"],
        "files": _CODE["properties"]["files"],
        "fetch_files": _TEXTS,
    },
    [],
)
_MILLISECONDS = {"type": ["number", "null"], "minimum": 1, "maximum": 3_600_000}
_EXECUTE = _object(
    {
        "language": {"type": "string"},
        "version": {"type": ["string", "null"]},
        "files": {
            "type": "array",
            "minItems": 1,
            "items": _object(
                {"name": _TEXT, "content": {"type": "string"}, "encoding": {"enum": ["utf8", "base64", "hex", None]}},
                ["content"],
            ),
        },
        "stdin": _TEXT,
        "args": _TEXTS,
        "compile_timeout": _MILLISECONDS,
        "run_timeout": _MILLISECONDS,
        "run_memory_limit": {"type": ["number", "null"], "description": "Bytes, or -1."},
    },
    ["language", "files"],
)
_EXECUTED = _object(
    {"language": {"type": "string"}, "version": {"type": "string"}, "run": {"type": "object"}}, ["language", "run"]
)
_COMMAND = {
    "anyOf": [
        {"type": "null"},
        _object(
            {
                "status": {"enum": ["Finished", "Error", "TimeLimitExceeded"]},
                "execution_time": _NUMBER,
                "return_code": {"type": ["integer", "null"]},
                "stdout": _TEXT,
                "stderr": _TEXT,
            },
            ["status", "execution_time", "return_code", "stdout", "stderr"],
        ),
    ]
}
_RAN = _object(
    {
        "status": {"enum": ["Success", "Failed", "SandboxError"]},
        "message": {"type": "string"},
        "compile_result": _COMMAND,
        "run_result": _COMMAND,
        "executor_pod_name": _TEXT,
        "files": {"type": "object"},
    },
    ["status", "message", "compile_result", "run_result", "executor_pod_name", "files"],
)
_RAN_CELLS = _object(
    {
        "status": {"enum": ["Success", "Failed", "SandboxError"]},
        "message": {"type": "string"},
        "driver": _COMMAND,
        "cells": {
            "type": "array",
            "items": _object(
                {
                    "stdout": {"type": "string"},
                    "stderr": {"type": "string"},
                    "display": {"type": "array", "items": {"type": "object"}},
                    "error": {"type": "array", "items": {"type": "object"}},
                },
                ["stdout", "stderr", "display", "error"],
            ),
        },
        "executor_pod_name": _TEXT,
        "files": {"type": "object"},
    },
    ["status", "message"],
)
_REFUSED = _object({"error": {"type": "string"}}, ["error"])
_LATER = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
_MEANINGS = {
    400: "Not HTTP, or a language that there is not.",
    401: "No token, or another.",
    403: "Without a token, a host that is not localhost.",
    408: "The body did not come in time.",
    413: "The body is too large, or has more rows than there is ever room for.",
    415: "Not said to be JSON.",
    422: "Not a request of this protocol: the sentence says why.",
    429: "No room now.",
    503: "Shutting down, or something is missing here.",
    504: "The deadline has passed.",
}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _asked(summary: str, body: dict[str, Any], answer: dict[str, Any], deadline: float) -> dict[str, Any]:
    header = {
        "name": "X-Deadline-Seconds",
        "in": "header",
        "description": f"Seconds that the request may take, at most {deadline:g}.",
        "schema": {"type": "number", "exclusiveMinimum": 0},
    }
    refusals = {
        str(status): {
            "description": meaning,
            "content": _json(_REFUSED),
            **({"headers": _LATER} if status in {429, 503, 504} else {}),
        }
        for status, meaning in _MEANINGS.items()
    }
    return {
        "post": {
            "summary": summary,
            "parameters": [header],
            "requestBody": {"required": True, "content": _json(body)},
            "responses": {"200": {"description": "OK", "content": _json(answer)}, **refusals},
        }
    }


def _got(summary: str, content: dict[str, Any], *, is_open: bool = False) -> dict[str, Any]:
    refused = {
        str(status): {"description": _MEANINGS[status], "content": _json(_REFUSED)} for status in (400, 401, 403)
    }
    closing = {"503": {"description": "Shutting down.", "content": _json({"type": "object"})}} if is_open else {}
    answer = {"200": {"description": "OK", "content": content}, **refused, **closing}
    return {"get": {"summary": summary, "responses": answer, **({"security": []} if is_open else {})}}


def document(max_body: int, deadline: float, queue_rows: int, *, secured: bool) -> dict[str, Any]:
    """The document, with the bounds of this service in it. secured: whether it wants a token."""
    bounds = f"At most {max_body // 2**20} MiB and {queue_rows} rows a request, {deadline:g} seconds."
    return {
        "openapi": "3.1.0",
        "info": {"title": "verify-cli serve", "version": __version__, "description": bounds},
        "paths": {
            "/v1/score": _asked("Grade rows.", _SCORE, _SCORED, deadline),
            "/get_reward": _asked("Grade as OpenRLHF's remote reward model.", _QUERY, _REWARDS, deadline),
            "/run_code": _asked("Run a program, as SandboxFusion does.", _CODE, _RAN, deadline),
            "/run_jupyter": _asked("Run the cells of a notebook, as SandboxFusion does.", _CELLS, _RAN_CELLS, deadline),
            "/api/v2/execute": _asked("Run a program, as Piston does.", _EXECUTE, _EXECUTED, deadline),
            "/api/v2/runtimes": _got("Piston's languages.", _json({"type": "array"})),
            "/v1/ping": _got("SandboxFusion's health call.", _json({"const": "pong"}), is_open=True),
            "/healthz": _got("Whether we take requests.", _json({"type": "object"}), is_open=True),
            "/metrics": _got("For Prometheus.", {"text/plain": {"schema": {"type": "string"}}}),
            "/openapi.json": _got("This document.", _json({"type": "object"})),
        },
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}] if secured else [],
    }
