"""A thin client of the analyst: failures in, Golden Rules out."""

from collections import namedtuple

from . import connection
from ._protos import load

analyst = load("analyst")

Analysis = namedtuple("Analysis", "rule_generated rule_content")


class Analyst:
    """Uses the contract's original messages only."""

    def __init__(self, *, address="127.0.0.1:50055", token=None, ca_file=None, timeout=10.0):
        self._channel = connection.channel(address, ca_file)
        self._stub = analyst.stub(self._channel, "Analyst")
        self._options = {"timeout": timeout, "metadata": connection.metadata(connection.read_token(token))}

    def report_failure(self, error_log, *, agent_id="", task_id="", stack=""):
        """Reports a failure; says whether it made a rule, and the rule."""
        event = analyst.FailureEvent(agent_id=agent_id, task_id=task_id, error_log=error_log, stack=stack)
        reply = self._stub.ReportFailure(event, **self._options)
        return Analysis(reply.rule_generated, reply.rule_content)

    def golden_rules(self, *, role="", stack="", task_type="", text="", limit=0):
        """The texts of the rules that bind such a task."""
        query = analyst.RuleQuery(role=role, stack=stack, task_type=task_type, text=text, limit=limit)
        return list(self._stub.GetGoldenRules(query, **self._options).rules)

    def close(self):
        self._channel.close()
