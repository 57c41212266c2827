import { z } from 'zod';
import { fileBounds, isWithin, rangeText, textWithin } from '../bounds/bounds.js';
import { changeUnits } from './metrics.js';
import type { ChangeUnit } from './metrics.js';

/** How much worse than its baseline a figure may be: a share of it (.03 for `3 %`), or decibels. */
export interface Tolerance {
  readonly amount: number;
  readonly unit: ChangeUnit;
}

const remedy = `give ${rangeText(fileBounds.maxRegression)} with its unit, such as 3 % or 0.1 dB`;
/** What is longer is no number with a unit. */
const longest = 50;

/** `max_regression` as a person writes it. */
export const toleranceSchema = z
  .union([textWithin(longest), z.number()], { error: `is no change; ${remedy}` })
  .transform((given, context): Tolerance => {
    const [, digits = '', unit = ''] = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(%|dB)\s*$/.exec(String(given)) ?? [];
    const value = digits === '' ? NaN : Number(digits);
    const known = changeUnits.find((each) => each === unit);
    if (known !== undefined && isWithin(value, fileBounds.maxRegression)) {
      return { amount: known === '%' ? value / 100 : value, unit: known };
    }
    context.addIssue({ code: 'custom', message: `is ${JSON.stringify(given)}; ${remedy}` });
    return z.NEVER;
  });

/** `3 %` or `0.1 dB`. */
export const toleranceText = ({ amount, unit }: Tolerance): string => changeText(amount, unit);

/** A change with the digits a person compares, such as `3.05 %`. */
export function changeText(amount: number, unit: ChangeUnit): string {
  const value = unit === '%' ? amount * 100 : amount;
  return `${String(Number(value.toPrecision(3)))} ${unit}`;
}
