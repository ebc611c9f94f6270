#!/usr/bin/env node
// The `panal` command: plain JavaScript, so that an old Node can start it and be replaced by a new one.
process.argv.splice(2, 0, 'panal');
await import('../../../launch/run.mjs');
