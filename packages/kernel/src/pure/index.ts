export * from './assert.ts';
export * from './live-list.ts';
export * from './result.ts';
export * from './units.ts';
