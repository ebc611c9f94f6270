import { describe, expect, it } from 'vitest';
import { grantOf } from './token.ts';

describe('--grant', () => {
  it('names a pattern and what it allows', () => {
    expect(grantOf('shop-*=read,write')).toEqual({ pattern: 'shop-*', permissions: ['read', 'write'] });
    expect(grantOf('*=delete')).toEqual({ pattern: '*', permissions: ['delete'] });
  });

  it.each(['', 'shop', 'shop=', 'shop=admin', 'shop=read,admin', '=read', '../x=read'])('"%s" is refused', (text) => {
    expect(() => grantOf(text)).toThrow('is no grant');
  });
});
