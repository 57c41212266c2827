/** What stands for the family of a variant that has none. */
export const noFamily = 'no family';

interface Colour {
  /** Of the page's style, as a chart names it. */
  readonly variable: string;
  readonly light: string;
  readonly dark: string;
}

const colour = (name: string, light: string, dark: string): Colour => ({ variable: `--${name}`, light, dark });

/** Charts name these, so that they follow the page from light to dark. */
export const ink = 'var(--ink)';
export const muted = 'var(--muted)';
export const grid = 'var(--grid)';
export const accent = 'var(--accent)';

/**
 * Series, Okabe and Ito's colours (jfly.uni-koeln.de/color), darkened where white paper asks for it and lightened for a dark
 * page. No chart tells series apart by colour alone.
 */
const series = [
  ['#0072b2', '#56b4e9'],
  ['#b8500a', '#ff9a4d'],
  ['#007a5a', '#2fd0a3'],
  ['#a3447f', '#e89ac7'],
  ['#8a6d00', '#e6c229'],
  ['#5b5b5c', '#b9b9ba'],
] as const;

/** From faster to slower, in seven steps. */
const change = [
  ['#1b6ca8', '#4aa3df'],
  ['#7fb2d6', '#2f6f9c'],
  ['#d3e3ef', '#20384a'],
  ['#eef0f2', '#232a32'],
  ['#f6d9c8', '#4a3024'],
  ['#e59b73', '#a2582f'],
  ['#b8430a', '#f08a4b'],
] as const;

const heat = [
  ['#cfe3d8', '#1f3d30'],
  ['#f2d98b', '#6b5712'],
  ['#e59b73', '#a2582f'],
  ['#b3261e', '#ff6f61'],
] as const;

const numbered = (name: string, pairs: readonly (readonly [string, string])[]): Colour[] =>
  pairs.map(([light, dark], index) => colour(`${name}-${String(index)}`, light, dark));

/** Every colour that a chart uses, by the name of its variable on the page. */
export const colours: readonly Colour[] = [
  colour('ink', '#1f2328', '#e6edf3'),
  colour('muted', '#59636e', '#9aa4af'),
  colour('grid', '#dfe3e8', '#2d343d'),
  colour('accent', '#c4320a', '#ff9466'),
  colour('paper', '#ffffff', '#0f1318'),
  ...numbered('series', series),
  ...numbered('change', change),
  ...numbered('heat', heat),
];

const names = (name: string, { length }: { readonly length: number }): string[] =>
  Array.from({ length }, (_, index) => `var(--${name}-${String(index)})`);

export const seriesColours = names('series', series);
export const changeColours = names('change', change);
export const heatColours = names('heat', heat);

/** Of a set of words that a person chose: known families keep their colour from run to run. */
const familiar = ['classical', 'lightweight', 'real', 'baseline'];

/** Each family with its colour. Where there are more of them than colours, several share the last one. */
export function familyColours(families: readonly string[]): { readonly families: string[]; readonly range: string[] } {
  const known = familiar.filter((family) => families.includes(family));
  const others = families.filter((family) => !familiar.includes(family) && family !== noFamily);
  const last = families.includes(noFamily) ? [noFamily] : [];
  const ordered = [...known, ...others, ...last];
  const free = seriesColours.filter((_, index) => !known.includes(familiar[index] ?? ''));
  const ofOther = (index: number): string => free[Math.min(index, free.length - 1)] ?? muted;
  const range = ordered.map((family) => {
    const at = familiar.indexOf(family);
    return (at >= 0 ? seriesColours[at] : family === noFamily ? muted : ofOther(others.indexOf(family))) ?? muted;
  });
  return { families: ordered, range };
}
