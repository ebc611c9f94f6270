"""An agent in twenty lines: it uses the contract's original messages only, so that it works with every version of Panal."""

import time

import grpc

from . import connection
from ._protos import load

orchestrator = load("orchestrator")
_BACKOFF_SECONDS_MAX = 5.0


class TaskFailed(Exception):
    """Raise it from `work` to submit a failure with this message."""


class Agent:
    """Registers, polls and submits. `work(task)` gets a TaskAssignment and returns the artifact as text."""

    def __init__(self, name, work, *, address="127.0.0.1:50054", token=None, capabilities=(), ca_file=None, wait_ms=20_000):
        self._name, self._work, self._wait_ms = name, work, wait_ms
        self._capabilities = list(capabilities)
        self._channel = connection.channel(address, ca_file)
        self._stub = orchestrator.stub(self._channel, "Orchestrator")
        self._metadata = connection.metadata(connection.read_token(token))
        self.agent_id = None

    def call(self, method, request, timeout=10.0):
        return getattr(self._stub, method)(request, timeout=timeout, metadata=self._metadata)

    def register(self):
        reply = self.call("RegisterAgent", orchestrator.AgentInfo(name=self._name, capabilities=self._capabilities))
        if not reply.accepted:
            raise PermissionError(f"Panal refused to register {self._name}: {reply.message}")
        self.agent_id = reply.agent_id

    def poll(self):
        """The next task, or None when there was none in time."""
        query = orchestrator.AgentQuery(agent_id=self.agent_id, capabilities=self._capabilities, wait_ms=self._wait_ms)
        task = self.call("PollTask", query, timeout=self._wait_ms / 1000 + 10)
        return task if task.task_id else None

    def submit(self, task, status, artifact="", error_message=""):
        """Submits until it is accepted or refused; the same result twice counts once."""
        result = orchestrator.TaskResult(task_id=task.task_id, status=status, artifact=artifact, error_message=error_message)
        return self._until_there(lambda: self.call("SubmitResult", result))

    def perform(self, task):
        """Does one task and submits what came of it."""
        try:
            artifact = self._work(task)
        except Exception as error:  # pylint: disable=broad-except
            return self.submit(task, "failure", error_message=str(error) or type(error).__name__)
        return self.submit(task, "success", artifact=artifact or "")

    def run(self, stopped=lambda: False):
        """Serves until `stopped()`; waits for an orchestrator that is away, raises when it refuses."""
        self._until_there(self.register, stopped)
        while not stopped():
            try:
                task = self.poll()
            except grpc.RpcError as error:
                if not connection.is_away(error):
                    raise
                self._until_there(self.register, stopped)
                continue
            if task is not None:
                self.perform(task)

    def close(self):
        self._channel.close()

    @staticmethod
    def _until_there(call, stopped=lambda: False):
        delay = 0.1
        while True:
            try:
                return call()
            except grpc.RpcError as error:
                if not connection.is_away(error) or stopped():
                    raise
            time.sleep(delay)
            delay = min(delay * 2, _BACKOFF_SECONDS_MAX)
