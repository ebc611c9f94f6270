export * from './ids.ts';
export * from './ontology.ts';
