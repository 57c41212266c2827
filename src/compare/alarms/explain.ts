/** In what cases may have in common, the likeliest cause first. */
export const dimensions = ['variant', 'phone', 'os', 'unit', 'size'] as const;
export type Dimension = (typeof dimensions)[number];

/** A case that compares, and where it stands in each dimension. */
export interface Cell {
  readonly places: Readonly<Record<Dimension, string>>;
  /** `sure` is an alarm that was confirmed, `suspected` one that was not yet. */
  readonly alarm: 'sure' | 'suspected' | 'none';
}

/** What a group has in common; empty where that is everything that was compared. */
export type Scope = Readonly<Partial<Record<Dimension, string>>>;

export interface Group {
  readonly scope: Scope;
  /** Indices of the alarmed cells that no group before it explains. */
  readonly alarmed: readonly number[];
  /** Cells of the scope that compare and that no group before it explains, alarmed or not. */
  readonly comparable: number;
  /** Other scopes that hold the very same cells: nothing tells them apart. */
  readonly sameAs: readonly Scope[];
}

export interface Explained {
  readonly groups: readonly Group[];
  /** Indices of alarmed cells that no group explains. */
  readonly single: readonly number[];
}

/** So many cells of a group may be without an alarm: a night does not find every one. */
const mostQuiet = 0.1;
const mostDimensions = 3;
/** Alarms that a group takes: fewer where they were confirmed, since a screen suspects a tenth of unchanged cases. */
const fewestSure = 2;
const fewestSuspected = 3;

/**
 * The smallest explanation of alarms: the scopes that hold most alarms and hardly a cell without one, one after another, each by
 * what those before it leave. It says the same whatever the order of the cells.
 */
export function explain(cells: readonly Cell[]): Explained {
  const telling = dimensions.filter((name) => new Set(cells.map(({ places }) => places[name])).size > 1);
  const scopes = scopesOf(cells, telling).map((scope): Members => ({ scope, members: membersOf(scope, cells) }));
  const groups: Group[] = [];
  let left = new Set(cells.keys());
  for (;;) {
    const found = scopes.flatMap((one) => candidate(one, cells, left)).sort(byWorth)[0];
    if (found === undefined) break;
    groups.push({ ...found, sameAs: sameAs(found, scopes) });
    left = new Set([...left].filter((index) => !found.alarmed.includes(index)));
  }
  const single = [...left].filter((index) => cells[index]?.alarm !== 'none');
  return { groups, single };
}

/** A scope, and the indices of its cells. */
interface Members {
  readonly scope: Scope;
  readonly members: readonly number[];
}

/** The scopes of up to three dimensions that have an alarm. */
function scopesOf(cells: readonly Cell[], telling: readonly Dimension[]): Scope[] {
  const found = new Map<string, Scope>();
  const subsets = subsetsOf(telling, mostDimensions);
  for (const { places, alarm } of cells) {
    if (alarm === 'none') continue;
    for (const subset of subsets) {
      const scope = Object.fromEntries(subset.map((name) => [name, places[name]])) as Scope;
      found.set(keyOf(scope), scope);
    }
  }
  return [...found.values()];
}

function subsetsOf(names: readonly Dimension[], most: number): Dimension[][] {
  const [first, ...others] = names;
  if (first === undefined) return [[]];
  const without = subsetsOf(others, most);
  return [...without, ...without.filter((subset) => subset.length < most).map((subset) => [first, ...subset])];
}

export const keyOf = (scope: Scope): string => JSON.stringify(dimensions.map((name) => scope[name] ?? null));

function membersOf(scope: Scope, cells: readonly Cell[]): number[] {
  const asked = dimensions.filter((name) => scope[name] !== undefined);
  return cells.flatMap(({ places }, index) => (asked.every((name) => scope[name] === places[name]) ? [index] : []));
}

/** None where too few of its cells alarm. */
function candidate(
  { scope, members }: Members,
  cells: readonly Cell[],
  left: ReadonlySet<number>,
): Omit<Group, 'sameAs'>[] {
  const inside = members.filter((index) => left.has(index));
  const alarmed = inside.filter((index) => cells[index]?.alarm !== 'none');
  const sure = alarmed.filter((index) => cells[index]?.alarm === 'sure').length;
  const isEnough = sure >= fewestSure || alarmed.length >= fewestSuspected;
  if (!isEnough || inside.length - alarmed.length > mostQuiet * inside.length) return [];
  return [{ scope, alarmed, comparable: inside.length }];
}

type Found = Omit<Group, 'sameAs'>;

/** More alarms come first, then fewer words, then fewer cells without an alarm, then the likelier cause. */
function byWorth(one: Found, other: Found): number {
  return (
    other.alarmed.length - one.alarmed.length ||
    Object.keys(one.scope).length - Object.keys(other.scope).length ||
    one.comparable - other.comparable ||
    rank(one.scope) - rank(other.scope) ||
    (keyOf(one.scope) < keyOf(other.scope) ? -1 : 1)
  );
}

const rank = (scope: Scope): number =>
  dimensions.reduce((sum, name, index) => sum + (scope[name] === undefined ? 0 : 2 ** index), 0);

function sameAs({ scope }: Found, scopes: readonly Members[]): Scope[] {
  const own = scopes.find((one) => one.scope === scope)?.members.join();
  const words = Object.keys(scope).length;
  return scopes
    .filter((one) => one.scope !== scope && Object.keys(one.scope).length === words && one.members.join() === own)
    .map((one) => one.scope)
    .sort((one, other) => rank(one) - rank(other));
}
