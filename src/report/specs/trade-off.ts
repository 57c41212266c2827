import type { Spec, Title } from 'vega';
import { accent, ink, muted } from '../draw/palette.js';
import { plot } from '../draw/trade-points.js';
import { mostDtypes, mostTechniques } from '../draw/trade-off.js';
import { config } from './theme.js';

const shapes = [
  'circle',
  'square',
  'triangle-up',
  'diamond',
  'cross',
  'triangle-down',
  'triangle-right',
  'wedge',
].slice(0, mostTechniques);

/** A shape that no technique has, with an inside that a pointer finds. */
const slantedCross =
  'M-0.3,0L-0.8,-0.5L-0.5,-0.8L0,-0.3L0.5,-0.8L0.8,-0.5L0.3,0L0.8,0.5L0.5,0.8L0,0.3L-0.5,0.8L-0.8,0.5Z';

/** How full a mark is says how weights are stored. */
const fillings = [1, 0.45, 0, 0.75, 0.2].slice(0, mostDtypes);

const signal = (name: string): { readonly signal: string } => ({ signal: name });
const field = (name: string): { readonly field: string } => ({ field: name });
const at = { x: { scale: 'x', field: 'x' }, y: { scale: 'y', field: 'y' } } as const;
/** A point's name, where it found room beside the point. */
const nameAside = {
  text: field('shownName'),
  dx: field('dx'),
  dy: field('dy'),
  align: field('align'),
  baseline: { value: 'middle' },
} as const;

const title: Title = {
  text: signal('title'),
  subtitle: signal('subtitle'),
  anchor: 'start',
  frame: 'bounds',
  offset: 12,
};

/** A trade-off of which nothing is fixed: data, axes, colours and shapes flow in by signals. */
export const tradeOffSpec: Spec = {
  $schema: 'https://vega.github.io/schema/vega/v6.json',
  ...plot,
  padding: 6,
  config,
  signals: [
    'title',
    'subtitle',
    'xTitle',
    'yTitle',
    'xDomain',
    'yDomain',
    'families',
    'colours',
    'techniques',
    'dtypes',
  ].map((name) => ({ name, value: name.endsWith('Title') || name.endsWith('title') ? '' : [0, 1] })),
  title,
  data: [
    { name: 'points', values: [] },
    { name: 'front', values: [] },
    { name: 'published', values: [] },
  ],
  scales: [
    { name: 'x', type: 'linear', domain: signal('xDomain'), range: 'width', zero: false },
    { name: 'y', type: 'linear', domain: signal('yDomain'), range: 'height', zero: false },
    { name: 'colour', type: 'ordinal', domain: signal('families'), range: signal('colours') },
    { name: 'shape', type: 'ordinal', domain: signal('techniques'), range: shapes },
    { name: 'filling', type: 'ordinal', domain: signal('dtypes'), range: fillings },
  ],
  axes: [
    { scale: 'x', orient: 'bottom', title: signal('xTitle'), grid: true, tickCount: 6, format: ',~r' },
    { scale: 'y', orient: 'left', title: signal('yTitle'), grid: true, tickCount: 6, format: ',~r' },
  ],
  legends: [
    { title: 'family', fill: 'colour', symbolType: 'circle' },
    {
      title: 'technique',
      shape: 'shape',
      encode: { symbols: { update: { fill: { value: 'transparent' }, stroke: { value: ink } } } },
    },
    {
      title: 'weights',
      opacity: 'filling',
      symbolType: 'circle',
      encode: {
        symbols: {
          update: {
            fill: { value: ink },
            stroke: { value: ink },
            opacity: { value: 1 },
            fillOpacity: { scale: 'filling', field: 'value' },
          },
        },
      },
    },
  ],
  marks: [
    {
      type: 'line',
      from: { data: 'front' },
      interactive: false,
      aria: false,
      encode: {
        update: {
          ...at,
          interpolate: { value: 'step-after' },
          stroke: { value: muted },
          strokeDash: { value: [5, 4] },
          strokeWidth: { value: 1.5 },
        },
      },
    },
    {
      type: 'symbol',
      from: { data: 'published' },
      encode: {
        update: {
          ...at,
          shape: { value: slantedCross },
          fill: { value: muted },
          fillOpacity: { value: 0.35 },
          stroke: { value: muted },
          strokeWidth: { value: 1 },
          size: { value: 110 },
          description: field('words'),
          ariaRoleDescription: { value: 'point' },
        },
      },
    },
    {
      type: 'text',
      from: { data: 'published' },
      interactive: false,
      aria: false,
      encode: {
        update: {
          ...at,
          ...nameAside,
          fill: { value: muted },
          fontStyle: { value: 'italic' },
          fontSize: { value: 10.5 },
        },
      },
    },
    {
      type: 'rule',
      from: { data: 'points' },
      interactive: false,
      aria: false,
      encode: {
        update: {
          x: { scale: 'x', signal: 'isValid(datum.low) ? datum.low : datum.x' },
          x2: { scale: 'x', signal: 'isValid(datum.high) ? datum.high : datum.x' },
          y: at.y,
          stroke: { scale: 'colour', field: 'family' },
          strokeWidth: { value: 1.5 },
          opacity: { value: 0.75 },
        },
      },
    },
    {
      type: 'symbol',
      from: { data: 'points' },
      interactive: false,
      aria: false,
      encode: {
        update: {
          ...at,
          size: { signal: 'datum.isRecommended ? 420 : 0' },
          fill: { value: 'transparent' },
          stroke: { value: accent },
          strokeWidth: { value: 2 },
        },
      },
    },
    {
      type: 'symbol',
      name: 'variants',
      from: { data: 'points' },
      description: 'variant',
      encode: {
        update: {
          ...at,
          shape: { scale: 'shape', field: 'technique' },
          fill: { scale: 'colour', field: 'family' },
          fillOpacity: { scale: 'filling', field: 'dtype' },
          stroke: { scale: 'colour', field: 'family' },
          strokeWidth: { value: 1.8 },
          opacity: { signal: 'datum.isClipped ? 0.45 : 1' },
          size: { value: 100 },
          description: field('words'),
          ariaRoleDescription: { value: 'point' },
        },
      },
    },
    {
      type: 'text',
      from: { data: 'points' },
      interactive: false,
      aria: false,
      encode: {
        update: {
          ...at,
          ...nameAside,
          fill: { signal: `datum.isRecommended ? '${accent}' : datum.isFront ? '${ink}' : '${muted}'` },
          fontWeight: { signal: "datum.isRecommended ? 'bold' : 'normal'" },
          fontSize: { value: 11 },
        },
      },
    },
  ],
};
