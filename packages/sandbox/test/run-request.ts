import { text } from 'node:stream/consumers';
import { runSandboxed } from '@panal/sandbox';
import type { SandboxOptions, SandboxRequest } from '@panal/sandbox';

/** Runs one request given as JSON on standard input and prints its outcome as JSON: a process of its own, so that another user can run it. */
const { request, options } = JSON.parse(await text(process.stdin)) as { request: SandboxRequest; options: SandboxOptions };
process.stdout.write(JSON.stringify(await runSandboxed(request, options)));
