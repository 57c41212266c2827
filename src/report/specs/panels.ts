import { ink } from '../draw/palette.js';

/** A panel for each case, one below the other, each with a name above it and an axis of its own. */
export const panelsBelow = (header: { readonly labelPadding: number; readonly labelLimit?: number }) =>
  ({
    title: { text: '@title', subtitle: '@subtitle', anchor: 'start', frame: 'bounds', offset: 10 },
    data: { name: 'marks' },
    facet: {
      field: 'panel',
      type: 'nominal',
      sort: { field: 'order', op: 'min' },
      title: null,
      header: {
        labelAnchor: 'start',
        labelColor: ink,
        labelFontSize: 11.5,
        labelFont: 'system-ui, sans-serif',
        ...header,
      },
    },
    columns: 1,
    spacing: 14,
    resolve: { scale: { y: 'independent' } },
  }) as const;
