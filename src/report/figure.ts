import { clipDb } from './curves.js';
import type { Curve } from './curves.js';
import { Html, html } from './html.js';
import { colours } from './palette.js';
import { paretoFront } from './pareto.js';

/** A curve on the page, with the page's colours and with words that say what the picture shows. */
export function figureHtml(curve: Curve, svg: string, index: number): Html {
  const front = paretoFront(curve.points).map(({ variant }) => variant);
  const label = `${curve.title}, ${String(curve.points.length)} variants; on the Pareto front: ${front.join(', ')}`;
  return html`<figure>
    <div class="chart" role="img" aria-label="${label}">${new Html(inline(svg, index))}</div>
    <figcaption>
      ${curve.points.length} variants, ${front.length} of them on the Pareto front${clippedNames(curve)}.
      <a href="${curve.name}.svg" download>SVG</a>
    </figcaption>
  </figure>`;
}

/** The variants that the picture cannot place, below its clipped axis. */
function clippedNames({ points }: Curve): string {
  const clip = clipDb(points);
  if (clip === undefined) return '';
  const clipped = points
    .filter(({ gain }) => gain < clip)
    .map(({ variant, gain }) => `${variant} ${gain.toFixed(2)} dB`);
  return `; pale, on the lower edge: ${clipped.join(', ')}`;
}

/**
 * Colours become the page's variables, ids unique on the page, and the picture scales with its column. Of the tags alone,
 * and there of whole attributes, whose values have no quotes: a variant may be called `#59636e` or `url(#a)`.
 */
function inline(svg: string, index: number): string {
  const prefix = `chart${String(index)}-`;
  return svg
    .replace(/<[^>]*>/g, (tag) =>
      colours
        .reduce((text, { variable, light }) => text.replaceAll(`="${light}"`, `="var(${variable})"`), tag)
        .replaceAll(' id="', ` id="${prefix}`)
        .replaceAll('="url(#', `="url(#${prefix}`),
    )
    .replace(/^<svg([^>]*?) width="[^"]*" height="[^"]*"/, '<svg$1 aria-hidden="true"');
}
