"""Models through Panal's gateway, with nothing but the standard library.

Existing OpenAI-style code needs no change: give it the base address and the key of the task's lease, for example with

    with llm.environment(task):
        existing_code()        # reads OPENAI_BASE_URL and OPENAI_API_KEY
"""

import contextlib
import json
import os
import urllib.error
import urllib.request

_BODY_BYTES_MAX = 16 * 1024 * 1024


class LlmError(Exception):
    """The gateway or the model refused. `status` is the HTTP status, `code` the error's code, such as insufficient_quota."""

    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code = status, code


def settings(task):
    """Base address, key and model of a task's lease."""
    if not task.gateway_base_url or not task.gateway_key:
        raise ValueError("This task's lease has no model.")
    return {"base_url": task.gateway_base_url, "api_key": task.gateway_key, "model": task.model}


@contextlib.contextmanager
def environment(task):
    """Points code that reads the usual variables at the gateway for the length of a `with` block; for one task at a time."""
    lease = settings(task)
    wanted = {
        "OPENAI_BASE_URL": lease["base_url"],
        "OPENAI_API_BASE": lease["base_url"],
        "OPENAI_API_KEY": lease["api_key"],
        "OPENAI_MODEL": lease["model"],
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield lease
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def chat(messages, *, base_url, api_key, model, timeout=120.0, traceparent="", **options):
    """One chat completion, as the API answers it. `options` go into the request as they are (tools, max_tokens, …)."""
    body = json.dumps({**options, "model": model, "messages": messages, "stream": False}).encode()
    headers = {"content-type": "application/json", "authorization": f"Bearer {api_key}"}
    if traceparent:
        headers["traceparent"] = traceparent
    request = urllib.request.Request(f"{base_url.rstrip('/')}/chat/completions", data=body, headers=headers, method="POST")
    # The machine's proxy settings must not see the key.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
    try:
        with opener.open(request, timeout=timeout) as response:
            return json.loads(response.read(_BODY_BYTES_MAX))
    except urllib.error.HTTPError as error:
        raise _refusal(error) from None
    except urllib.error.URLError as error:
        raise LlmError(0, "unreachable", f"The gateway at {base_url} can't be reached: {error.reason}") from None


def text(messages, **options):
    """The text of one chat completion."""
    return chat(messages, **options)["choices"][0]["message"].get("content") or ""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the key elsewhere."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        return None


def _refusal(error):
    try:
        said = json.loads(error.read(_BODY_BYTES_MAX)).get("error", {})
    except (ValueError, AttributeError):
        said = {}
    return LlmError(error.code, said.get("code") or said.get("type") or "", said.get("message") or f"HTTP {error.code}")
