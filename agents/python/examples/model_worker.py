"""A worker that asks the lease's model, keeps its lease meanwhile, and stops when it is told to."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from panal import llm  # noqa: E402
from panal.worker import Worker  # noqa: E402


def work(task):
    task.progress = "asking the model"
    answer = llm.text([{"role": "user", "content": task.description}], max_tokens=1000, **llm.settings(task))
    task.check()
    return answer


if __name__ == "__main__":
    Worker("model-worker", work, address=os.environ.get("PANAL_ADDRESS", "127.0.0.1:50054"), capabilities=["code"]).run()
