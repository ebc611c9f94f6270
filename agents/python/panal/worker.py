"""An agent that keeps its lease: heartbeats while it works, progress for people, and a stop that it can see."""

import threading

import grpc

from .agent import Agent, TaskFailed, orchestrator

__all__ = ["TaskFailed", "TaskStopped", "Worker", "WorkerTask"]

HEARTBEAT_SECONDS = 5.0


class TaskStopped(Exception):
    """The task was cancelled or halted, or its lease is lost: nothing is submitted."""


class WorkerTask:
    """A TaskAssignment (its fields are attributes) with progress and stop."""

    def __init__(self, assignment):
        self.assignment = assignment
        self.progress = ""
        self.stop_reason = ""
        self._stopped = threading.Event()

    def __getattr__(self, name):
        return getattr(self.assignment, name)

    def stop(self, reason):
        self.stop_reason = reason
        self._stopped.set()

    def check(self):
        """Raises TaskStopped once the task is to stop; call it between steps of long work."""
        if self._stopped.is_set():
            raise TaskStopped(self.stop_reason)

    def wait(self, seconds):
        """Sleeps, but no longer than until the task is to stop."""
        self._stopped.wait(seconds)
        self.check()


class Worker(Agent):
    """As Agent, with heartbeats from a thread of their own; `work` gets a WorkerTask."""

    def __init__(self, name, work, *, heartbeat_seconds=HEARTBEAT_SECONDS, **connection):
        super().__init__(name, work, **connection)
        self._heartbeat_seconds = heartbeat_seconds

    def perform(self, task):
        held = WorkerTask(task)
        done = threading.Event()
        beats = threading.Thread(target=self._beat, args=(held, done), daemon=True)
        beats.start()
        try:
            artifact = self._work(held)
            held.check()
        except TaskStopped:
            return None
        except Exception as error:  # pylint: disable=broad-except
            if held.stop_reason:
                return None
            return self.submit(task, "failure", error_message=str(error) or type(error).__name__)
        finally:
            done.set()
            beats.join()
        return self.submit(task, "success", artifact=artifact or "")

    def _beat(self, held, done):
        while True:
            request = orchestrator.HeartbeatRequest(task_id=held.task_id, progress=held.progress[:200])
            try:
                reply = self.call("Heartbeat", request, timeout=5.0)
                if reply.stop_reason or not reply.lease_held:
                    return held.stop(reply.stop_reason or "lease lost")
            except grpc.RpcError:
                pass  # An orchestrator that is away for a moment doesn't end the lease; the next beat tells.
            if done.wait(self._heartbeat_seconds):
                return None
