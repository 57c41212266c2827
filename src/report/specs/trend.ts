import type { Spec } from 'vega';
import { accent, grid, ink, muted, seriesColours } from '../draw/palette.js';
import { panelWidth } from '../draw/trend.js';
import { fromLite } from './from-lite.js';
import { panelsBelow } from './panels.js';

const words = { field: 'words', type: 'nominal' } as const;
const only = (kind: string) => [{ filter: `datum.kind === '${kind}'` }] as const;

/** A panel for each case, one below the other, each with an axis of its own over the same nights. */
export const trendSpec = (): Spec => {
  const x = { field: 'at', type: 'temporal', title: null, scale: { type: 'utc', nice: false } } as const;
  const y = {
    field: 'value',
    type: 'quantitative',
    title: 'ms',
    scale: { zero: false, nice: true, padding: 6 },
    axis: { tickCount: 3, minExtent: 38 },
  } as const;
  const point = seriesColours[0] ?? ink;
  return fromLite({
    ...panelsBelow({ labelPadding: 4 }),
    spec: {
      width: panelWidth,
      height: 78,
      layer: [
        {
          transform: [...only('epoch')],
          mark: { type: 'rect' },
          encoding: {
            x,
            x2: { field: 'to' },
            color: { condition: { test: 'datum.isOdd', value: grid }, value: 'transparent' },
            opacity: { value: 0.55 },
            description: words,
          },
        },
        {
          transform: [...only('epoch')],
          mark: {
            type: 'text',
            align: 'left',
            baseline: 'top',
            dx: 3,
            dy: 3,
            fontSize: 9.5,
            color: muted,
            aria: false,
          },
          encoding: { x, y: { value: 0 }, text: { field: 'text', type: 'nominal' } },
        },
        {
          transform: [...only('step')],
          mark: { type: 'rule', strokeDash: [4, 3], strokeWidth: 1.5, aria: false },
          encoding: { x, color: stepColour },
        },
        {
          transform: [...only('night')],
          mark: { type: 'line', strokeWidth: 1.2, opacity: 0.6, color: point, aria: false },
          encoding: { x, y, detail: { field: 'span', type: 'nominal' } },
        },
        {
          transform: [...only('night')],
          mark: { type: 'point', filled: true, opacity: 1 },
          encoding: {
            x,
            y,
            size: { condition: { test: 'datum.isThis', value: 70 }, value: 22 },
            color: { condition: { test: 'datum.isThis', value: ink }, value: point },
            description: words,
          },
        },
        {
          transform: [...only('step')],
          mark: {
            type: 'text',
            align: 'left',
            baseline: 'bottom',
            dx: 4,
            dy: -3,
            fontSize: 10.5,
            fontWeight: 'bold',
            aria: false,
          },
          encoding: { x, y: { value: 78 }, text: { field: 'text', type: 'nominal' }, color: stepColour },
        },
      ],
    },
  });
};

const stepColour = {
  condition: { test: 'datum.isWorse', value: accent },
  value: seriesColours[2] ?? ink,
} as const;
