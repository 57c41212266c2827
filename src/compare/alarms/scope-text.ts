import { paceText } from '../../results/pace-text.js';
import type { CaseFacts } from '../finding.js';
import { settingOf } from '../wording.js';
import { sizeOf } from '../finding.js';
import type { Cell, Scope } from './explain.js';

/** Where a case stands among others. */
export const placesOf = (facts: CaseFacts): Cell['places'] => ({
  variant: facts.variant,
  phone: facts.device_udid,
  os: facts.os_version ?? '',
  unit: facts.compute_units,
  size: `${sizeOf(facts)}${paceText(facts)}`,
});

/** Such as `every case of net on Ann's phone`; `facts` is one of its cases. */
export function scopeText(scope: Scope, facts: CaseFacts): string {
  const { variant, phone, os, unit, size } = scope;
  const parts = [
    ...(variant === undefined ? [] : [`of ${variant}`]),
    ...(unit === undefined ? [] : [`on ${unit}`]),
    ...(size === undefined ? [] : [`at ${size}`]),
    ...(phone === undefined ? [] : [`on ${facts.device_name}`]),
    ...(os === undefined ? [] : [`on iOS ${os === '' ? 'unknown' : os}`]),
  ];
  return ['every case', ...parts, ...(phone === undefined && os === undefined ? ['on all phones'] : [])].join(' ');
}

export const caseText = (facts: CaseFacts): string => `${facts.variant}, ${settingOf(facts)}, on ${facts.device_name}`;
