import { floorDb } from './curves.js';
import type { Curve } from './curves.js';
import { Html, html } from './html.js';
import { colours } from './palette.js';
import { paretoFront } from './pareto.js';

/** A curve on the page: its colours follow the page's, its words say what the picture shows. */
export function figureHtml(curve: Curve, svg: string, index: number): Html {
  const front = paretoFront(curve.points).map(({ variant }) => variant);
  const label = `${curve.title}, ${String(curve.points.length)} variants; on the Pareto front: ${front.join(', ')}`;
  return html`<figure>
    <div class="chart" role="img" aria-label="${label}">${new Html(inline(svg, index))}</div>
    <figcaption>
      ${curve.points.length} variants, ${front.length} of them on the Pareto front${deeper(curve)}.
      <a href="${curve.name}.svg" download>SVG</a>
    </figcaption>
  </figure>`;
}

/** What the picture does not place: variants deeper than it reaches. */
function deeper({ points }: Curve): string {
  const floor = floorDb(points);
  if (floor === undefined) return '';
  const below = points
    .filter(({ gain }) => gain < floor)
    .map(({ variant, gain }) => `${variant} ${gain.toFixed(2)} dB`);
  return `; pale, on the lower edge: ${below.join(', ')}`;
}

/** Colours become the page's variables, ids unique on the page, and the picture scales with its column. */
function inline(svg: string, index: number): string {
  const themed = colours.reduce((text, { variable, light }) => text.replaceAll(light, `var(${variable})`), svg);
  return themed
    .replace(/\bid="/g, `id="chart${String(index)}-`)
    .replace(/url\(#/g, `url(#chart${String(index)}-`)
    .replace(/^<svg([^>]*?) width="[^"]*" height="[^"]*"/, '<svg$1 aria-hidden="true"');
}
