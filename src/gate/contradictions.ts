import { kindsOf } from './rule-schema.js';
import type { FleetMatch, Rule } from './rule-schema.js';
import type { Waiver } from './waiver-schema.js';

/** What a file says against itself, and where. */
interface Contradiction {
  readonly path: (string | number)[];
  readonly message: string;
}

interface Said {
  readonly rules: readonly Omit<Rule, 'number'>[];
  readonly waivers: readonly Waiver[];
  readonly fleet: readonly (FleetMatch & { readonly min_phones: number })[];
}

/** Rules that can never decide, waivers of what nothing limits, and whatever is said twice. */
export const contradictions = ({ rules, waivers, fleet }: Said): Contradiction[] => [
  ...unheardRules(rules.map((rule, index) => ({ ...rule, number: index + 1 }))),
  ...idleWaivers(rules, waivers),
  ...repeated(waivers, ({ case: id, device = '', metric }) => [id, device, metric]).map((index) => ({
    path: ['waivers', index],
    message: 'an earlier waiver is of the same case and metric; remove one of them',
  })),
  ...repeated(fleet, ({ device, model, chip }) => [device, model, chip]).map((index) => ({
    path: ['fleet', index],
    message: 'an earlier entry names the same phones; remove one of them',
  })),
];

/** The last rule that matches wins, so one that a later rule covers whole decides nothing, and reads as if it did. */
function unheardRules(rules: readonly Rule[]): Contradiction[] {
  return rules.flatMap((rule, index) => {
    const later = rules.slice(index + 1).find((other) => covers(other, rule));
    if (later === undefined) return [];
    const message = `rule ${String(rule.number)} never decides, since rule ${String(later.number)} matches all that it matches; put the general rule first, or remove one`;
    return [{ path: ['rules', index], message }];
  });
}

const matchFields = ['variant', 'device', 'model', 'chip', 'units', 'size', 'os_epoch'] as const;

/** Whether `rule` judges whatever `other` would. Patterns that are written differently are taken to differ. */
function covers(rule: Rule, other: Rule): boolean {
  if (rule.metric !== other.metric) return false;
  if (rule.level !== undefined && rule.level !== other.level) return false;
  if ((rule.match.paced ?? false) !== (other.match.paced ?? false)) return false;
  if ((rule.match.sustained ?? false) !== (other.match.sustained ?? false)) return false;
  const kinds = kindsOf(rule);
  return (
    kindsOf(other).every((kind) => kinds.includes(kind)) &&
    matchFields.every((field) => {
      const wanted = rule.match[field];
      return wanted === undefined || wanted === other.match[field];
    })
  );
}

const idleWaivers = (rules: Said['rules'], waivers: readonly Waiver[]): Contradiction[] =>
  waivers.flatMap(({ metric }, index) =>
    rules.some((rule) => rule.metric === metric)
      ? []
      : [{ path: ['waivers', index, 'metric'], message: `no rule limits ${metric}; remove the waiver` }],
  );

/** The places of what came before already. */
function repeated<Item>(items: readonly Item[], nameOf: (item: Item) => readonly unknown[]): number[] {
  const names = items.map((item) => JSON.stringify(nameOf(item)));
  return names.flatMap((name, index) => (names.indexOf(name) < index ? [index] : []));
}
