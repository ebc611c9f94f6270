import { nanoUsdOf } from '@panal/kernel/pure';
import { CliError, exitCodes } from './exit.ts';

/** The whole number that an option gives, between bounds; refuses anything else by the option's name. */
export function wholeNumber(text: string, option: string, bounds: { readonly min: number; readonly max: number }): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isInteger(value) && value >= bounds.min && value <= bounds.max) return value;
  throw new CliError(`${option} ${text} is no whole number from ${bounds.min} to ${bounds.max}.`, exitCodes.usage);
}

/** Nano-USD of dollars as typed; refuses what is no amount, is below zero, or is less than a nano-dollar without being zero. */
export function dollars(text: string, example: string): number {
  const amount = nanoUsdOf(text.trim() === '' ? Number.NaN : Number(text));
  const vanishes = amount.ok && amount.value === 0 && Number(text) !== 0;
  if (amount.ok && amount.value >= 0 && !vanishes) return amount.value;
  throw new CliError(`"${text}" is no amount of dollars (the least is 0.000000001). Example: ${example}`, exitCodes.usage);
}
