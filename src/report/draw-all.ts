import type { Spec } from 'vega';
import { charts } from './draw/charts.js';
import type { Drawing } from './draw/drawing.js';
import type { ReportData, Selection } from './draw/report-data.js';
import { svgOf } from './render.js';

/** A chart with its picture. */
export interface Drawn {
  readonly id: string;
  readonly drawing: Drawing;
  /** In the colours of the page's variables. */
  readonly svg: string;
}

/** The charts that have something to show of what the page opens with. */
export async function drawAll(
  data: ReportData,
  selection: Selection,
  specs: Readonly<Record<string, Spec>>,
): Promise<Drawn[]> {
  const drawn: Drawn[] = [];
  for (const { id, draw } of charts) {
    const [drawing, spec] = [draw(data, selection), specs[id]];
    if (drawing !== undefined && spec !== undefined) drawn.push({ id, drawing, svg: await svgOf(spec, drawing) });
  }
  return drawn;
}
