import { parse, View, None } from 'vega';
import { compile } from 'vega-lite';
import type { TopLevelSpec } from 'vega-lite';
import type { Curve } from './curves.js';
import { familyStyles, grid, ink, muted } from './palette.js';
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

function specOf({ title, costTitle, points }: Curve): TopLevelSpec {
  const here = familyStyles.filter(({ family }) => points.some((point) => point.family === family));
  const x = { field: 'cost', type: 'quantitative', scale: { zero: false, nice: true, padding: 28 } } as const;
  const y = { field: 'gain', type: 'quantitative', scale: { zero: false, padding: 22 } } as const;
  const domain = here.map(({ family }) => family);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title,
    width: 380,
    height: 250,
    padding: 8,
    background: 'transparent',
    layer: [
      {
        data: { values: paretoFront(points) },
        mark: { type: 'line', interpolate: 'step-after', color: muted.light, strokeDash: [5, 4], strokeWidth: 1.5 },
        encoding: { x, y, order: { field: 'cost', type: 'quantitative' } },
      },
      {
        data: { values: [...points] },
        transform: [{ filter: hasInterval }],
        mark: { type: 'rule', strokeWidth: 1.5, opacity: 0.7 },
        encoding: {
          x: { field: 'low', type: 'quantitative' },
          x2: { field: 'high' },
          y,
          color: { field: 'family', type: 'nominal', legend: null },
        },
      },
      {
        data: { values: [...points] },
        mark: { type: 'point', filled: true, size: 90, opacity: 1 },
        encoding: {
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
      {
        data: { values: paretoFront(points) },
        mark: { type: 'text', align: 'center', dy: -12, fontSize: 11, color: ink.light },
        encoding: { x, y, text: { field: 'variant', type: 'nominal' } },
      },
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
      title: { color: ink.light, fontSize: 14, anchor: 'start' },
    },
  };
}
