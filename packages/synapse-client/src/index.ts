export * from './entity.ts';
export * from './feed.ts';
export * from './query.ts';
export * from './terms.ts';
