import { expect, it } from 'vitest';
import { setupScope } from '../../../services/setup/settings.ts';

it('all is made, or what is in Temporal only', () => {
  expect([{}, { FANOUT_SETUP: '' }, { FANOUT_SETUP: 'all' }, { FANOUT_SETUP: 'temporal' }].map(setupScope)).toEqual([
    'all',
    'all',
    'all',
    'temporal',
  ]);
  expect(() => setupScope({ FANOUT_SETUP: 'buckets' })).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining('must be all or temporal') }),
  );
});
