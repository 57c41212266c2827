import type { Spec } from 'vega';
import { changeSteps } from '../draw/changes.js';
import { changeColours, heatColours, ink, muted, seriesColours } from '../draw/palette.js';
import { thermalStates } from '../draw/thermal.js';
import { fromLite } from './from-lite.js';

const title = { text: '@title', subtitle: '@subtitle', anchor: 'start', frame: 'bounds', offset: 10 } as const;
const words = { field: 'words', type: 'nominal' } as const;
const variants = {
  field: 'name',
  type: 'nominal',
  sort: null,
  title: null,
  axis: { ticks: false, domain: false },
} as const;

/** Quantiles as boxes, and the medians of launches on them. */
export const spreadSpec = (): Spec => {
  const x = (field: string) =>
    ({ field, type: 'quantitative', scale: { zero: false }, title: 'latency of a prediction, ms' }) as const;
  return fromLite({
    title,
    width: 640,
    height: { step: 21 },
    data: { name: 'spreads' },
    layer: [
      {
        mark: { type: 'rule', color: muted, aria: false },
        encoding: { x: x('p5'), x2: { field: 'p95' }, y: variants },
      },
      {
        mark: { type: 'bar', color: seriesColours[0] ?? muted, opacity: 0.4, height: 11 },
        encoding: { x: x('p25'), x2: { field: 'p75' }, y: variants, description: words },
      },
      {
        mark: { type: 'tick', color: ink, thickness: 2, size: 13, aria: false },
        encoding: { x: x('p50'), y: variants },
      },
      {
        data: { name: 'medians' },
        mark: { type: 'point', filled: true, size: 34, color: seriesColours[1] ?? ink },
        encoding: { x: x('value'), y: variants, description: words },
      },
    ],
  });
};

/** Lines from generation to generation, with their names in a legend. */
export const chipsSpec = (): Spec => {
  const chips = { domain: ['@chips'] };
  const x = {
    field: 'chip',
    type: 'nominal',
    title: null,
    scale: chips,
    axis: { labelAngle: 0 },
  } as const;
  const y = {
    field: 'value',
    type: 'quantitative',
    title: 'median latency, ms',
    scale: { type: 'log', nice: false, padding: 14 },
  } as const;
  const scale = { domain: ['@series'], range: ['@colours'] };
  const color = { field: 'series', type: 'nominal', title: null, scale, legend: { orient: 'right' } } as const;
  return fromLite({
    title,
    width: 640,
    height: 300,
    data: { name: 'points' },
    layer: [
      {
        mark: { type: 'line', strokeWidth: 1.5, opacity: 0.6, aria: false },
        encoding: { x: { ...x, sort: null }, y: { ...y, aggregate: 'median' }, color },
      },
      {
        mark: { type: 'point', filled: true, size: 60 },
        encoding: {
          x,
          y,
          color,
          shape: { field: 'series', type: 'nominal', title: null, scale: { domain: ['@series'] } },
          description: words,
        },
      },
    ],
  });
};

/** Bands of temperature below lines of what the same work took. */
export const thermalSpec = (): Spec => {
  const minutes = { type: 'quantitative', title: 'minutes since the first launch', scale: { nice: false } } as const;
  const above = { scale: { domain: ['@anchorDomain'] }, axis: { tickCount: 4 } };
  return fromLite({
    title,
    spacing: 12,
    vconcat: [
      {
        width: 620,
        height: 130,
        data: { name: 'anchors' },
        layer: [
          {
            mark: { type: 'line', strokeWidth: 1.5, aria: false },
            encoding: {
              x: { field: 'at', ...minutes, title: null, axis: { labels: false } },
              y: { field: 'percent', type: 'quantitative', title: '% above its fastest', ...above },
              color: { field: 'units', type: 'nominal', title: 'anchor on', scale: { range: seriesColours } },
            },
          },
          {
            mark: { type: 'point', filled: true, size: 46 },
            encoding: {
              x: { field: 'at', ...minutes, title: null, axis: { labels: false } },
              y: { field: 'percent', type: 'quantitative', ...above },
              color: { field: 'units', type: 'nominal' },
              description: words,
            },
          },
        ],
      },
      {
        width: 620,
        height: 16,
        data: { name: 'spans' },
        mark: { type: 'bar' },
        encoding: {
          x: { field: 'from', ...minutes },
          x2: { field: 'to' },
          color: {
            field: 'state',
            type: 'nominal',
            title: 'thermal state',
            scale: { domain: thermalStates, range: heatColours },
          },
          description: words,
        },
      },
    ],
    resolve: { scale: { x: 'shared', color: 'independent' } },
  });
};

/** A cell for each case, coloured by its change and marked by its verdict. */
export const heatSpec = (): Spec => {
  const x = {
    field: 'setting',
    type: 'nominal',
    sort: null,
    title: null,
    axis: { orient: 'top', labelAngle: -30, domain: false, ticks: false },
  } as const;
  const y = {
    field: 'variant',
    type: 'nominal',
    sort: null,
    title: null,
    axis: { domain: false, ticks: false },
  } as const;
  return fromLite({
    title,
    width: { step: 46 },
    height: { step: 21 },
    data: { name: 'cells' },
    layer: [
      {
        mark: { type: 'rect' },
        encoding: {
          x,
          y,
          color: {
            field: 'percent',
            type: 'quantitative',
            title: 'change, %',
            scale: { type: 'threshold', domain: changeSteps, range: changeColours },
          },
          description: words,
        },
      },
      {
        mark: { type: 'text', color: ink, fontSize: 11, aria: false },
        encoding: { x, y, text: { field: 'mark', type: 'nominal' } },
      },
    ],
  });
};
