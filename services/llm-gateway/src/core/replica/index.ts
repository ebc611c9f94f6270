export * from './home.ts';
export * from './key-replica.ts';
export * from './slice-holder.ts';
export * from './worker-book.ts';
