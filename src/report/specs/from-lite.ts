import type { Config, Signal, Spec } from 'vega';
import { compile } from 'vega-lite';
import type { TopLevelSpec } from 'vega-lite';
import { config } from './theme.js';

/** A specification without data, in which the text `@name`, or a list of that alone, stands for the signal `name`. */
export type LiteSpec = TopLevelSpec;

/** Vega's specification of a chart, whose words, domains and colours flow in by signals. */
export function fromLite(lite: LiteSpec): Spec {
  const { spec } = compile({ padding: 6, background: 'transparent', ...lite });
  const names = new Set<string>();
  const open = withSignals({ ...spec, config: config satisfies Config }, names) as Spec;
  const signals: Signal[] = [...names].map((name) => ({ name, value: name.endsWith('itle') ? '' : [] }));
  return { ...open, signals: [...signals, ...(open.signals ?? [])] };
}

function withSignals(value: unknown, names: Set<string>): unknown {
  const alone: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (typeof alone === 'string' && alone.startsWith('@')) {
    names.add(alone.slice(1));
    return { signal: alone.slice(1) };
  }
  if (Array.isArray(value)) return value.map((each) => withSignals(each, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withSignals(each, names)]));
}
