"""Runs the unittest suite of a folder's `tests` package and writes its counts as JSON.

Arguments: the folder (put first on the import path), and the file that receives
{"passed": N, "failed": N, "skipped": [names]}. Exits 1 when a test failed or none ran.
"""

import json
import sys
import unittest


class CountingResult(unittest.TextTestResult):
    """Counts successes itself: `testsRun` treats skipped classes differently from one Python to the next."""

    passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self.passed += 1


def main(folder, report):
    sys.path.insert(0, folder)
    suite = unittest.defaultTestLoader.discover(f"{folder}/tests", top_level_dir=folder)
    result = unittest.TextTestRunner(verbosity=2, resultclass=CountingResult).run(suite)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    counts = {"passed": result.passed, "failed": failed, "skipped": [test.id() for test, _ in result.skipped]}
    with open(report, "w", encoding="utf-8") as file:
        json.dump(counts, file)
    return 0 if result.passed > 0 and failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
