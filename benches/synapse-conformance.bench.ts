// The W3C's SPARQL 1.1 suites against a real Synapse over HTTP: how many tests pass. `--verbose` names those that do not.
import { rdfTestsDir, runSuite, suiteNames } from '../services/synapse-engine/test/sparql-suite.ts';
import { SynapseProcess } from '../services/synapse-engine/test/synapse-process.ts';

async function measure(dir: string): Promise<void> {
  const synapse = new SynapseProcess();
  await synapse.initialise();
  try {
    await synapse.start();
    const counts: Record<string, { passed: number; total: number }> = {};
    for (const name of suiteNames) {
      const { passed, total, failures } = await runSuite(synapse, dir, name);
      counts[name] = { passed, total };
      process.stdout.write(`${name}: ${passed} of ${total}\n`);
      if (process.argv.includes('--verbose')) for (const failure of failures) process.stdout.write(`  ${failure}\n`);
    }
    process.stdout.write(`${JSON.stringify({ bench: 'synapse-conformance', ...counts })}\n`);
  } finally {
    await synapse.remove();
  }
}

const dir = rdfTestsDir();
if (dir === undefined) {
  process.stderr.write(
    "The W3C's tests are missing: clone https://github.com/w3c/rdf-tests and set PANAL_RDF_TESTS to its folder.\n",
  );
  process.exitCode = 1;
} else {
  await measure(dir);
}
