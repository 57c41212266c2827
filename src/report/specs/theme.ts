import type { Config } from 'vega';
import { grid, ink, muted } from '../draw/palette.js';

/** How every chart looks: quiet axes, and the page's own ink. */
export const config: Config = {
  background: 'transparent',
  axis: {
    gridColor: grid,
    tickColor: grid,
    domainColor: grid,
    labelColor: muted,
    titleColor: ink,
    titleFontWeight: 'normal',
    titleFontSize: 12,
    labelFontSize: 11,
    titlePadding: 8,
    labelFont: 'system-ui, sans-serif',
    titleFont: 'system-ui, sans-serif',
    labelLimit: 640,
  },
  legend: {
    labelColor: ink,
    titleColor: muted,
    titleFontWeight: 'normal',
    titleFontSize: 11,
    labelFontSize: 11.5,
    symbolSize: 90,
    symbolStrokeWidth: 1.5,
    labelFont: 'system-ui, sans-serif',
    titleFont: 'system-ui, sans-serif',
    labelLimit: 240,
    symbolLimit: 14,
  },
  title: {
    color: ink,
    fontSize: 14,
    font: 'system-ui, sans-serif',
    subtitleFont: 'system-ui, sans-serif',
    subtitleColor: muted,
    subtitleFontSize: 11.5,
    subtitlePadding: 4,
  },
  style: { cell: { stroke: grid } },
  text: { font: 'system-ui, sans-serif' },
};
