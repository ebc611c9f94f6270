"""The agent of the original messages, the worker and the legacy adapter, against a small orchestrator over real gRPC."""

import json
import os
import tempfile
import threading
import unittest

import grpc

from panal import connection, legacy, llm
from panal.agent import Agent, TaskFailed, orchestrator
from panal.worker import Worker
from tests.fake_orchestrator import TOKEN, FakeOrchestrator

ORIGINAL_FIELDS = {
    "AgentInfo": 2,
    "RegisterResponse": 3,
    "AgentQuery": 3,
    "TaskAssignment": 4,
    "TaskResult": 4,
    "Ack": 2,
}


class WithOrchestrator(unittest.TestCase):
    def setUp(self):
        self.orchestrator = FakeOrchestrator().start()
        self.addCleanup(self.orchestrator.stop)

    def serve(self, agent, results):
        """Runs an agent in a thread until the orchestrator has so many results."""
        self.addCleanup(agent.close)
        thread = threading.Thread(target=agent.run, args=(lambda: len(self.orchestrator.results) >= results,))
        thread.start()
        thread.join(timeout=20)
        self.assertFalse(thread.is_alive(), "the agent did not end")

    def options(self, **more):
        return {"address": self.orchestrator.address, "token": TOKEN, "wait_ms": 200, **more}


class AgentTest(WithOrchestrator):
    def test_registers_polls_and_submits(self):
        self.orchestrator.assign("t1.1", description="one", constraints=["Be kind"])
        self.orchestrator.assign("t2.2", description="two")
        agent = Agent("minimal", lambda task: f"{task.description}: {list(task.constraints)}", capabilities=["x"], **self.options())
        self.serve(agent, 2)
        self.assertEqual(self.orchestrator.registered, [("minimal", ["x"])])
        self.assertEqual([(r.task_id, r.status, r.artifact) for r in self.orchestrator.results],
                         [("t1.1", "success", "one: ['Be kind']"), ("t2.2", "success", "two: []")])

    def test_uses_the_original_fields_only(self):
        self.orchestrator.assign("t1.1", description="one")
        self.serve(Agent("minimal", lambda task: "done", **self.options()), 1)
        for message in self.orchestrator.results:
            numbers = [field.number for field, _ in message.ListFields()]
            self.assertLessEqual(max(numbers), ORIGINAL_FIELDS["TaskResult"])

    def test_what_the_work_raises_is_a_failure(self):
        self.orchestrator.assign("t1.1")
        self.orchestrator.assign("t2.2")

        def work(task):
            raise TaskFailed("the tests fail") if task.task_id == "t1.1" else ValueError

        self.serve(Agent("minimal", work, **self.options()), 2)
        self.assertEqual([(r.status, r.error_message) for r in self.orchestrator.results],
                         [("failure", "the tests fail"), ("failure", "ValueError")])

    def test_waits_for_an_orchestrator_that_comes_back(self):
        agent = Agent("minimal", lambda task: "done", **self.options())
        self.orchestrator.stop()
        waiting = threading.Thread(target=self.serve, args=(agent, 1))
        waiting.start()
        self.orchestrator.start()
        self.orchestrator.assign("t1.1")
        waiting.join(timeout=30)
        self.assertEqual(len(self.orchestrator.results), 1)

    def test_is_refused_with_a_reason(self):
        with self.assertRaisesRegex(PermissionError, "no place"):
            Agent("unwanted", lambda task: "", **self.options()).run()
        with self.assertRaises(grpc.RpcError) as refused:
            Agent("minimal", lambda task: "", **self.options(token="wrong")).run()
        self.assertEqual(refused.exception.code(), grpc.StatusCode.UNAUTHENTICATED)

    def test_reads_its_token_from_a_file(self):
        with tempfile.NamedTemporaryFile("w", suffix=".token") as file:
            file.write(f"{TOKEN}\n")
            file.flush()
            os.environ["PANAL_TOKEN_FILE"] = file.name
            self.addCleanup(os.environ.pop, "PANAL_TOKEN_FILE", None)
            self.assertEqual(connection.read_token(), TOKEN)
        os.environ.pop("PANAL_TOKEN_FILE")
        with self.assertRaisesRegex(ValueError, "PANAL_TOKEN_FILE"):
            connection.read_token()


class WorkerTest(WithOrchestrator):
    def test_keeps_its_lease_with_progress(self):
        self.orchestrator.assign("t1.1")

        def work(task):
            task.progress = "half done"
            while not any(beat.progress == "half done" for beat in self.orchestrator.heartbeats):
                task.wait(0.01)
            return "done"

        self.serve(Worker("worker", work, heartbeat_seconds=0.05, **self.options()), 1)
        self.assertEqual(self.orchestrator.results[0].artifact, "done")

    def test_stops_without_a_result_when_it_is_told_to(self):
        stopped = []

        def work(task):
            if task.task_id == "t2.2":
                return "done"
            self.orchestrator.stop_reason = "cancelled"
            try:
                task.wait(30)
            finally:
                stopped.append(task.stop_reason)
                self.orchestrator.stop_reason = ""
            return "too late"

        self.orchestrator.assign("t1.1")
        self.orchestrator.assign("t2.2")
        self.serve(Worker("worker", work, heartbeat_seconds=0.05, **self.options()), 1)
        self.assertEqual(stopped, ["cancelled"])
        self.assertEqual([r.task_id for r in self.orchestrator.results], ["t2.2"])

    def test_stops_when_the_lease_is_lost(self):
        def work(task):
            if task.task_id == "t2.2":
                return "done"
            self.orchestrator.leases["t1.1"] = "lost"
            task.wait(30)
            return "too late"

        self.orchestrator.assign("t1.1")
        self.orchestrator.assign("t2.2")
        self.serve(Worker("worker", work, heartbeat_seconds=0.05, **self.options()), 1)
        self.assertEqual([r.task_id for r in self.orchestrator.results], ["t2.2"])


class OldAgent:
    """An agent from before Panal."""

    def run(self, task, context):
        if task == "fail":
            return {"status": "error", "error": "it broke"}
        if task == "odd":
            return "no dict"
        if task == "environment":
            return {"output": f"{os.environ['OPENAI_BASE_URL']} {os.environ['OPENAI_API_KEY']} {context['llm']['model']}"}
        return {"files": 2, "rules": context["constraints"], "title": context["mission"]["title"]}


class LegacyTest(WithOrchestrator):
    def test_hosts_a_class_as_it_is(self):
        context = json.dumps({"mission": {"title": "A card"}})
        self.orchestrator.assign("t1.1", description="do", context=context, constraints=["r"])
        self.orchestrator.assign("t2.2", description="fail")
        self.orchestrator.assign("t3.3", description="odd")
        lease = {"gateway_base_url": "http://127.0.0.1:4000/v1", "gateway_key": "pk-panal-x", "model": "m"}
        self.orchestrator.assign("t4.4", description="environment", **lease)
        before = dict(os.environ)
        self.serve(legacy.host(OldAgent, "old", **self.options()), 4)
        first, second, third, fourth = self.orchestrator.results
        self.assertEqual(json.loads(first.artifact), {"files": 2, "rules": ["r"], "title": "A card"})
        self.assertEqual((second.status, second.error_message), ("failure", "it broke"))
        self.assertEqual(third.error_message, "run() returned str, not a dict")
        self.assertEqual(fourth.artifact, "http://127.0.0.1:4000/v1 pk-panal-x m")
        self.assertEqual(dict(os.environ), before)

    def test_a_lease_without_a_model_says_so(self):
        with self.assertRaisesRegex(ValueError, "no model"):
            llm.settings(orchestrator.TaskAssignment(task_id="t1.1"))
