"""Python agents as parts of a real Panal: orchestrator, gateway and analyst from this checkout."""

import threading
import unittest

from panal import connection, llm
from panal._protos import load
from panal.agent import Agent
from panal.analyst import Analyst
from panal.worker import Worker
from tests import panal_processes

orchestrator = load("orchestrator")

TRAJECTORY = {
    "version": 1,
    "model": "scripted-demo",
    "steps": [{"name": "answer", "when": {"contains": ["Write a plan"]}, "reply": {"text": "A plan from the model."}}],
}
REASON = panal_processes.why_not()


@unittest.skipIf(REASON, REASON or "")
class RealServicesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        agents = {"planner": "product-manager", "stranger": "coder"}
        cls.panal = panal_processes.Panal(TRAJECTORY, agents)
        cls.addClassCleanup(cls.panal.stop)
        cls.channel = connection.channel(cls.panal.address("orchestrator"))
        cls.addClassCleanup(cls.channel.close)
        cls.stub = orchestrator.stub(cls.channel, "Orchestrator")
        cls.operator = {"metadata": connection.metadata(cls.panal.token("operator")), "timeout": 10}

    def mission(self, key):
        request = orchestrator.CreateMissionRequest(
            idempotency_key=key,
            title="Write a plan",
            description="Please.",
            repository_id="none",
            base_branch="main",
            model="scripted-demo",
        )
        return self.stub.CreateMission(request, **self.operator).mission_id

    def look(self, mission_id):
        return self.stub.GetMission(orchestrator.GetMissionRequest(mission_id=mission_id), **self.operator)

    def options(self, subject):
        return {"address": self.panal.address("orchestrator"), "token": self.panal.token(subject), "wait_ms": 2_000}

    def one_task(self, agent):
        """Lets an agent do the next task that comes; returns the answer to its result."""
        self.addCleanup(agent.close)
        agent.register()
        for _ in range(15):
            task = agent.poll()
            if task is not None:
                return agent.perform(task)
        return self.fail("no task came")

    def test_an_agent_of_the_original_messages_plans_a_mission(self):
        mission_id = self.mission("original")
        agent = Agent("planner", lambda task: f"Plan for: {task.description}", **self.options("planner"))
        ack = self.one_task(agent)
        self.assertTrue(ack.ok, ack.message)
        mission = self.look(mission_id)
        self.assertEqual(mission.state, "awaiting-approval")
        self.assertIn("Plan for: ", mission.pending_approval.text)

    def test_a_worker_asks_the_model_of_its_lease(self):
        mission_id = self.mission("model")

        def work(task):
            task.progress = "asking"
            return llm.text([{"role": "user", "content": task.description}], max_tokens=100, **llm.settings(task))

        ack = self.one_task(Worker("planner", work, heartbeat_seconds=0.2, **self.options("planner")))
        self.assertTrue(ack.ok, ack.message)
        self.assertEqual(self.look(mission_id).pending_approval.text, "A plan from the model.")

    def test_a_cancelled_worker_stops_and_submits_nothing(self):
        mission_id = self.mission("cancelled")
        stopped = threading.Event()

        def work(task):
            request = orchestrator.CancelMissionRequest(mission_id=mission_id, reason="changed my mind")
            self.stub.CancelMission(request, **self.operator)
            try:
                task.wait(60)
            finally:
                stopped.set()
            return "too late"

        answer = self.one_task(Worker("planner", work, heartbeat_seconds=0.2, **self.options("planner")))
        self.assertIsNone(answer)
        self.assertTrue(stopped.is_set())
        self.assertEqual(self.look(mission_id).state, "cancelled")

    def test_a_result_is_counted_once_and_only_from_the_holder_of_the_lease(self):
        mission_id = self.mission("fenced")
        planner = Agent("planner", lambda task: "mine", **self.options("planner"))
        stranger = Agent("stranger", lambda task: "stolen", **self.options("stranger"))
        for agent in (planner, stranger):
            self.addCleanup(agent.close)
            agent.register()
        task = planner.poll()
        self.assertIsNotNone(task)
        self.assertFalse(stranger.submit(task, "success", "stolen").ok)
        self.assertTrue(planner.submit(task, "success", "mine").ok)
        self.assertTrue(planner.submit(task, "success", "mine").ok)
        late = orchestrator.TaskAssignment(task_id=f"{task.task_id}9")
        self.assertFalse(planner.submit(late, "success", "late").ok)
        self.assertEqual(self.look(mission_id).pending_approval.text, "mine")

    def test_the_analyst_takes_failures_and_answers_with_rules(self):
        analyst = Analyst(address=self.panal.address("analyst"), token=self.panal.token("planner"))
        self.addCleanup(analyst.close)
        failure = "Traceback (most recent call last):\n  File \"a.py\", line 1\nValueError: no such colour"
        answers = [analyst.report_failure(failure, agent_id="planner", task_id=f"t{n}.{n}", stack="python") for n in (1, 2, 3)]
        self.assertEqual([answer.rule_generated for answer in answers], [False, False, True])
        self.assertIn("ValueError", answers[2].rule_content)
        self.assertEqual(analyst.golden_rules(role="coder", stack="python"), [], "a candidate binds nobody")
