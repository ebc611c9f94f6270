import { describe, expect, test } from 'vitest';
import { adviseOn, detectSandbox, probeProfile } from './detect-sandbox.ts';

describe('detection', () => {
  test('says what it found, and why', async () => {
    const { profile, why } = await detectSandbox();
    expect(['bubblewrap', 'unshare', 'none']).toContain(profile);
    expect(why).not.toBe('');
  });

  test('is made once in the life of a process', () => {
    expect(probeProfile('bubblewrap')).toBe(probeProfile('bubblewrap'));
  });

  test('without anything that confines it is none', async () => {
    expect(await detectSandbox({ profiles: ['none'] })).toEqual({
      profile: 'none',
      why: 'no way to confine a command was found',
    });
  });
});

describe('advice', () => {
  const unshare = { profile: 'unshare', installed: true, why: 'x' } as const;

  test('is to install bubblewrap where it is absent', () => {
    expect(adviseOn([{ profile: 'bubblewrap', installed: false, why: 'x' }, unshare])).toMatch(/apt install bubblewrap/);
  });

  test('is about user namespaces where bubblewrap is there and fails', () => {
    expect(adviseOn([{ profile: 'bubblewrap', installed: true, why: 'x' }, unshare])).toMatch(/user namespaces/);
  });
});
