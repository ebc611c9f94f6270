import type { Command } from 'commander';
import { addBackup } from './backup.ts';
import { addExport } from './export.ts';
import { addImport } from './import.ts';
import { addQuarantine } from './quarantine.ts';
import { addQuery } from './query.ts';
import { addReason } from './reason.ts';
import { addRestore } from './restore.ts';
import { addSearch } from './search.ts';
import { addStats } from './stats.ts';
import { addUpdate } from './update.ts';
import { addVerify } from './verify.ts';

export function addSynapse(program: Command): void {
  const synapse = program
    .command('synapse')
    .description('The knowledge graph: query, change, search, export, import, back up, check')
    .addHelpText('after', "\nExamples:\n  panal synapse stats\n  panal synapse query 'SELECT * { ?s ?p ?o } LIMIT 10'");
  for (const add of [
    addQuery,
    addUpdate,
    addSearch,
    addExport,
    addImport,
    addBackup,
    addRestore,
    addVerify,
    addQuarantine,
    addReason,
    addStats,
  ])
    add(synapse);
}
