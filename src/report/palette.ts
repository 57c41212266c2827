/** What stands for the family of a variant that has none. */
export const noFamily = 'no family';

/**
 * Families by colour and shape, so that neither is needed alone; the colours are Okabe and Ito's (jfly.uni-koeln.de/color),
 * darkened where white paper asks for it. On the page each colour is a variable with a value for dark as well.
 */
const familyStyles = [
  { family: 'classical', light: '#0072b2', dark: '#56b4e9', shape: 'square' },
  { family: 'lightweight', light: '#b8500a', dark: '#ff9a4d', shape: 'triangle-up' },
  { family: 'real', light: '#007a5a', dark: '#2fd0a3', shape: 'diamond' },
  { family: 'baseline', light: '#a3447f', dark: '#e89ac7', shape: 'circle' },
  { family: noFamily, light: '#5b5b5c', dark: '#b9b9ba', shape: 'cross' },
] as const;

/** For families that somebody's own catalogue names. */
const spareStyles = [
  { light: '#7a6a00', dark: '#f0e442', shape: 'triangle-down' },
  { light: '#3b6ea5', dark: '#9ecbff', shape: 'triangle-right' },
  { light: '#b3261e', dark: '#ff8a80', shape: 'triangle-left' },
] as const;

interface FamilyStyle {
  readonly family: string;
  readonly light: string;
  readonly dark: string;
  readonly shape: string;
}

/** The styles of the families that a chart has. Those that are not known here take the spare ones, by their names' order. */
export function stylesOf(families: readonly string[]): FamilyStyle[] {
  const known = familyStyles.filter(({ family }) => families.includes(family));
  const others = [...new Set(families)].filter((family) => !familyStyles.some((style) => style.family === family));
  return [
    ...known,
    ...others.sort().flatMap((family, index) => {
      const style = spareStyles[index % spareStyles.length];
      return style === undefined ? [] : [{ family, ...style }];
    }),
  ];
}

export const ink = { light: '#1f2328', dark: '#e6edf3' } as const;
export const muted = { light: '#59636e', dark: '#9aa4af' } as const;
export const grid = { light: '#d9dee4', dark: '#343b44' } as const;

/** Every colour that a chart uses, by the name of its variable on the page. */
export const colours: readonly { readonly variable: string; readonly light: string; readonly dark: string }[] = [
  { variable: '--ink', ...ink },
  { variable: '--muted', ...muted },
  { variable: '--grid', ...grid },
  ...[...familyStyles, ...spareStyles].map(({ light, dark }, index) => ({
    variable: `--family-${String(index)}`,
    light,
    dark,
  })),
];
