"""A whole agent. Run: PANAL_TOKEN_FILE=.panal/auth/coder.token python3 examples/minimal_agent.py"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from panal.agent import Agent  # noqa: E402


def work(task):
    rules = "\n".join(f"- {rule}" for rule in task.constraints)
    return f"Read: {task.description}\nObeyed:\n{rules}"


if __name__ == "__main__":
    Agent("minimal", work, address=os.environ.get("PANAL_ADDRESS", "127.0.0.1:50054"), capabilities=["code"]).run()
