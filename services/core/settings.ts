import { FanoutError } from './errors.ts';

export interface NumberSetting {
  readonly byDefault: number;
  readonly min: number;
  readonly max: number;
}

/** A whole number from the environment. @throws FanoutError CONFIG_INVALID for anything else, and outside its range */
export function wholeNumber(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  { byDefault, min, max }: NumberSetting,
): number {
  const text = env[name];
  if (text === undefined || text === '') return byDefault;
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new FanoutError('CONFIG_INVALID', `${name} is "${text}": it must be a whole number from ${min} to ${max}.`);
}
