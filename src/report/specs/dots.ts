import type { Spec } from 'vega';
import { muted } from '../draw/palette.js';
import { fromLite } from './from-lite.js';

const shapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down'];

const title = { text: '@title', subtitle: '@subtitle', anchor: 'start', frame: 'bounds', offset: 10 } as const;

interface Dots {
  /** Time spans over orders of magnitude; everything else begins at 0. */
  readonly scale: 'log' | 'zero' | 'around0';
}

/** A row for each name, and in it marks by series, with bars where there are intervals. */
export function dotsSpec({ scale }: Dots): Spec {
  const zoom =
    scale === 'log' ? ({ type: 'log', nice: false, padding: 14 } as const) : ({ zero: true, nice: true } as const);
  const x = { field: 'value', type: 'quantitative', scale: zoom } as const;
  const y = {
    field: 'name',
    type: 'nominal',
    sort: null,
    title: null,
    axis: { grid: true, ticks: false, domain: false },
  } as const;
  const colour = {
    field: 'series',
    type: 'nominal',
    title: null,
    scale: { domain: ['@series'], range: ['@colours'] },
    legend: { orient: 'top', direction: 'horizontal' },
  } as const;
  return fromLite({
    title,
    width: 640,
    height: { step: 19 },
    data: { name: 'points' },
    layer: [
      ...(scale === 'around0'
        ? [
            {
              data: { values: [{}] },
              mark: { type: 'rule', color: muted } as const,
              encoding: { x: { datum: 0 } as const },
            },
          ]
        : []),
      {
        transform: [{ filter: 'isValid(datum.low) && isValid(datum.high)' }],
        mark: { type: 'rule', strokeWidth: 1.5, aria: false },
        encoding: {
          x: { field: 'low', type: 'quantitative', scale: zoom },
          x2: { field: 'high' },
          y,
          color: colour,
        },
      },
      {
        mark: { type: 'point', filled: true, size: 75, opacity: 0.9 },
        encoding: {
          x: { ...x, title: '@xTitle' },
          y,
          color: colour,
          shape: { field: 'series', type: 'nominal', title: null, scale: { domain: ['@series'], range: shapes } },
          description: { field: 'words', type: 'nominal' },
        },
      },
    ],
  });
}
