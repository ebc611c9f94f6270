export * from './ids.ts';
export * from './ontology.ts';
export * from './task-context.ts';
