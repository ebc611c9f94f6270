"""An agent class from before Panal, hosted as it is."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from panal.legacy import host  # noqa: E402


class OldAgent:
    """Knows nothing of Panal."""

    def run(self, task, context):
        return {"status": "success", "output": f"{task} ({len(context['constraints'])} rules)"}


if __name__ == "__main__":
    host(OldAgent, "old-agent", address=os.environ.get("PANAL_ADDRESS", "127.0.0.1:50054")).run()
