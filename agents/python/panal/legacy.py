"""Hosts a class with `run(task, context) -> dict` as a Panal agent, without a change to the class.

`task` is the description. `context` is the task's context (mission, repository, findings, …) with what a legacy agent needs
beside it: `task_id`, `constraints` (the binding Golden Rules) and, where the lease has a model, `llm` (base_url, api_key,
model). While `run` works, the usual OPENAI_… variables point at the gateway, too.

The dict that comes back: `status` (absent or "success" is a success; "failure", "failed" and "error" are not), `error` or
`error_message` for a failure, and the artifact: `artifact`, `output` or `result` if it is there, else the whole dict as JSON.
"""

import contextlib
import json

from . import llm
from .worker import TaskFailed, Worker

_FAILURES = ("failure", "failed", "error")


def context_of(task):
    """The context that a legacy agent gets."""
    try:
        context = json.loads(task.context) if task.context else {}
    except ValueError:
        context = {"text": task.context}
    context = {**context, "task_id": task.task_id, "constraints": list(task.constraints)}
    if task.gateway_key:
        context["llm"] = llm.settings(task)
    return context


def artifact_of(result):
    """The artifact of what `run` returned; raises TaskFailed where it says that it failed."""
    if not isinstance(result, dict):
        raise TaskFailed(f"run() returned {type(result).__name__}, not a dict")
    if str(result.get("status", "success")).lower() in _FAILURES:
        raise TaskFailed(str(result.get("error_message") or result.get("error") or "The agent failed and said nothing."))
    for key in ("artifact", "output", "result"):
        if key in result:
            return result[key] if isinstance(result[key], str) else json.dumps(result[key], ensure_ascii=False)
    return json.dumps(result, ensure_ascii=False, default=str)


def host(legacy, name, **connection):
    """A Worker around a legacy class or object; call its `run()`. A class is made anew for each task."""

    def work(task):
        runner = legacy() if isinstance(legacy, type) else legacy
        with llm.environment(task) if task.gateway_key else contextlib.nullcontext():
            return artifact_of(runner.run(task.description, context_of(task)))

    return Worker(name, work, **connection)
