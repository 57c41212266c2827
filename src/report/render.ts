import { None, parse, View } from 'vega';
import type { Spec } from 'vega';
import type { Drawing } from './draw/drawing.js';
import { colours } from './draw/palette.js';

/** A chart as an SVG for the page, whose colours are the page's variables. */
export async function svgOf(spec: Spec, { data, signals }: Drawing): Promise<string> {
  const view = new View(parse(spec), { renderer: 'none', logLevel: None });
  try {
    for (const [name, value] of Object.entries(signals)) view.signal(name, value);
    for (const [name, values] of Object.entries(data)) view.data(name, [...values]);
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** The same as an SVG that stands alone: on white paper, with light colours. Of attributes alone, which no name can be. */
export const standing = (svg: string): string =>
  svg
    .replace(/<[^>]*>/g, (tag) =>
      colours.reduce(
        (text, { variable, light }) =>
          text.replace(new RegExp(`( (?:fill|stroke)=")var\\(${variable}\\)(?=")`, 'g'), `$1${light}`),
        tag,
      ),
    )
    .replace(/^(<svg[^>]*>)/, '$1<rect width="100%" height="100%" fill="#ffffff"/>');

/** The same inside the page, as wide as there is room. */
export const inPage = (svg: string, prefix: string): string =>
  svg
    .replace(/<[^>]*>/g, (tag) =>
      tag
        .replaceAll(' id="', ` id="${prefix}-`)
        .replace(/(="url\(#)/g, `$1${prefix}-`)
        // A group of marks has no name of its own; its marks have.
        .replace(/ role="graphics-\w+" aria-roledescription="[\w ]*mark container"/, ''),
    )
    .replace(/^<svg([^>]*?) width="([^"]*)" height="[^"]*"/, '<svg$1 style="max-width:$2px"');
