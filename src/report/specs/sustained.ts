import type { Spec } from 'vega';
import { accent, heatColours, ink, seriesColours } from '../draw/palette.js';
import { thermalStates } from '../draw/thermal.js';
import { fromLite } from './from-lite.js';
import { panelsBelow } from './panels.js';

const words = { field: 'words', type: 'nominal' } as const;
const only = (kind: string) => [{ filter: `datum.kind === '${kind}'` }] as const;
/** The share of late frames above which a point changes its colour: a single one happens to any app. */
const mattersFrom = 0.01;

const line = seriesColours[0] ?? ink;

/** A panel for each case, one below the other: frames over minutes, with the time in which they were due. */
export const sustainedSpec = (): Spec => {
  const x = (field: string) =>
    ({ field, type: 'quantitative', title: 'minutes since the first frame', scale: { nice: false } }) as const;
  const y = (field: string) =>
    ({
      field,
      type: 'quantitative',
      title: 'ms',
      scale: { zero: true, nice: true },
      axis: { tickCount: 3, minExtent: 38 },
    }) as const;
  return fromLite({
    ...panelsBelow({ labelPadding: 14, labelLimit: 0 }),
    spec: {
      width: 640,
      height: 62,
      layer: [
        {
          transform: [...only('state')],
          mark: { type: 'rect' },
          encoding: {
            x: x('from'),
            x2: { field: 'to' },
            y: { value: -10 },
            y2: { value: -3 },
            color: {
              field: 'state',
              type: 'nominal',
              title: 'thermal state',
              scale: { domain: thermalStates, range: heatColours },
              legend: { orient: 'top', direction: 'horizontal' },
            },
            description: words,
          },
        },
        {
          transform: [...only('window')],
          mark: { type: 'area', color: line, opacity: 0.2, aria: false },
          encoding: { x: x('at'), y: y('value'), y2: { field: 'p95' } },
        },
        {
          transform: [...only('due')],
          mark: { type: 'rule', color: accent, strokeDash: [5, 4], strokeWidth: 1.5, aria: false },
          encoding: { x: x('from'), x2: { field: 'to' }, y: y('value') },
        },
        {
          transform: [...only('window')],
          mark: { type: 'line', color: line, strokeWidth: 1.2, opacity: 0.6, aria: false },
          encoding: { x: x('at'), y: y('value') },
        },
        {
          transform: [...only('window')],
          mark: { type: 'point', filled: true, opacity: 1 },
          encoding: {
            x: x('at'),
            y: y('value'),
            size: {
              field: 'late',
              type: 'quantitative',
              title: 'frames that were late',
              scale: { domain: [0, 1], range: [14, 50] },
              legend: {
                orient: 'top',
                direction: 'horizontal',
                titleLimit: 0,
                values: [0, 0.25, 0.5, 1],
                format: '.0%',
              },
            },
            color: { condition: { test: `datum.late > ${String(mattersFrom)}`, value: accent }, value: line },
            description: words,
          },
        },
      ],
    },
  });
};
