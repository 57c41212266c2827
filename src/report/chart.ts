import { parse, View, None } from 'vega';
import { compile } from 'vega-lite';
import type { TopLevelSpec } from 'vega-lite';
import { clipDb } from './curves.js';
import type { Curve, CurvePoint } from './curves.js';
import { drawable } from './html.js';
import { grid, ink, muted, stylesOf } from './palette.js';
import { paretoFront } from './pareto.js';

/** A curve as an SVG that stands alone: families by colour and shape, the Pareto front as a line with its names. */
export async function chartSvg(curve: Curve): Promise<string> {
  const view = new View(parse(compile(specOf(curve)).spec), { renderer: 'none', logLevel: None });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

const gainTitle = 'PSNR on Y, dB';
const hasInterval = 'isValid(datum.low) && isValid(datum.high)';

function specOf({ title, costTitle, points: named }: Curve): TopLevelSpec {
  const all = named.map((point) => ({ ...point, variant: drawable(point.variant) }));
  const clip = clipDb(all);
  const points = all.map((point) => clippedPoint(point, clip));
  const front = paretoFront(all).map((point) => clippedPoint(point, clip));
  const here = stylesOf(points.map(({ family }) => family));
  const x = { field: 'cost', type: 'quantitative', scale: { zero: true, nice: true } } as const;
  const gain = { field: 'gain', type: 'quantitative' } as const;
  const y = {
    ...gain,
    scale: { zero: false, nice: true, padding: 16, ...(clip !== undefined && { domainMin: clip }) },
  };
  const opacity = { condition: { test: 'datum.clipped', value: 0.35 }, value: 1 };
  const domain = here.map(({ family }) => family);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: title, subtitle: keyLines(front) },
    width: 370,
    height: 230,
    padding: 8,
    background: 'transparent',
    layer: [
      {
        data: { values: front },
        mark: { type: 'line', interpolate: 'step-after', color: muted.light, strokeDash: [5, 4], strokeWidth: 1.5 },
        encoding: { x, y, order: { field: 'cost', type: 'quantitative' } },
      },
      {
        data: { values: [...points] },
        transform: [{ filter: hasInterval }],
        mark: { type: 'rule', strokeWidth: 1.5 },
        encoding: {
          opacity,
          x: { field: 'low', type: 'quantitative' },
          x2: { field: 'high' },
          y,
          color: { field: 'family', type: 'nominal' },
        },
      },
      {
        data: { values: [...points] },
        mark: { type: 'point', filled: true, size: 90 },
        encoding: {
          opacity,
          x: { ...x, title: costTitle },
          y: { ...y, title: gainTitle },
          color: {
            field: 'family',
            type: 'nominal',
            title: null,
            scale: { domain, range: here.map(({ light }) => light) },
            legend: { orient: 'bottom' },
          },
          shape: {
            field: 'family',
            type: 'nominal',
            title: null,
            scale: { domain, range: here.map(({ shape }) => shape) },
          },
          description: { field: 'variant', type: 'nominal' },
        },
      },
      ...([0, 1] as const).map((side) => ({
        data: { values: front.map((point, index) => ({ ...point, number: index + 1 })) },
        transform: [{ filter: `datum.number % 2 == ${String(side)}` }],
        mark: {
          type: 'text',
          dx: side === 1 ? 0 : 10,
          dy: side === 1 ? -13 : 13,
          fontSize: 12,
          color: ink.light,
        } as const,
        encoding: { x, y, text: { field: 'number', type: 'nominal' } as const },
      })),
    ],
    config: {
      font: 'system-ui, sans-serif',
      view: { stroke: grid.light },
      axis: {
        gridColor: grid.light,
        tickColor: grid.light,
        domainColor: muted.light,
        labelColor: muted.light,
        titleColor: ink.light,
        titleFontWeight: 'normal',
        titleFontSize: 12,
        labelFontSize: 11,
      },
      legend: { labelColor: ink.light, labelFontSize: 12, symbolSize: 90 },
      title: {
        color: ink.light,
        fontSize: 14,
        anchor: 'start',
        subtitleColor: muted.light,
        subtitleFontSize: 11,
        offset: 10,
      },
    },
  };
}

/** A point below the clipped axis stands on its lower edge. */
function clippedPoint(point: CurvePoint, clip: number | undefined): CurvePoint & { readonly clipped: boolean } {
  const clipped = clip !== undefined && point.gain < clip;
  return { ...point, gain: clipped ? clip : point.gain, clipped };
}

/** Characters that fit into a line of the key. */
const keyWidth = 52;

/** The variants on the front by number, broken into lines: names beside the points would hide each other. */
function keyLines(front: readonly CurvePoint[]): string[] {
  const lines = ['Pareto front:'];
  front.forEach(({ variant }, index) => {
    const entry = `${String(index + 1)} ${variant}${index + 1 < front.length ? ',' : ''}`;
    const last = lines.at(-1) ?? '';
    if (last.length + entry.length < keyWidth) lines[lines.length - 1] = `${last} ${entry}`;
    else lines.push(entry);
  });
  return lines;
}
