import type { Chart } from './drawing.js';
import { phoneName } from './drawing.js';
import { niceDomain } from './nice.js';

/** From cool to hot. */
export const thermalStates = ['nominal', 'fair', 'serious', 'critical'];

/** Whether the phone held back: what it said of its temperature, and how much slower the same work became. */
export const thermalChart: Chart = {
  id: 'thermal',
  draw(data, selection) {
    const spans = data.thermal.filter(({ phone }) => phone === selection.phone);
    const anchors = data.anchors.filter(({ phone }) => phone === selection.phone);
    if (spans.length === 0) return undefined;
    const states = thermalStates.filter((state) => spans.some((span) => span.state === state));
    const title = 'Temperature and anchors over the run';
    const atMost = anchors.length === 0 ? undefined : Math.max(...anchors.map(({ percent }) => percent));
    return {
      label: `${title}, ${phoneName(data, selection)}: thermal state ${states.join(', ')}${atMost === undefined ? '' : `; anchors at most ${atMost.toFixed(0)} % above their fastest`}`,
      data: {
        spans: spans.map((span) => ({
          ...span,
          words: `${span.state} from minute ${span.from.toFixed(1)} to ${span.to.toFixed(1)}`,
        })),
        anchors: anchors.map((anchor) => ({
          ...anchor,
          words: `${anchor.variant} on ${anchor.units}, minute ${anchor.at.toFixed(1)}: ${anchor.ms.toFixed(2)} ms, ${anchor.percent.toFixed(0)} % above its fastest`,
        })),
      },
      signals: {
        title,
        subtitle:
          anchors.length > 0 ? phoneName(data, selection) : `${phoneName(data, selection)} · no anchor was measured`,
        anchorDomain: niceDomain(0, Math.max(1, (atMost ?? 0) * 1.05)),
      },
      table: [
        ['minute', 'what', 'figure'],
        ...spans.map(({ from, to, state }) => [`${from.toFixed(1)} to ${to.toFixed(1)}`, 'thermal state', state]),
        ...anchors.map(({ at, variant, units, ms }) => [
          at.toFixed(1),
          `anchor ${variant} on ${units}`,
          `${ms.toFixed(2)} ms`,
        ]),
      ],
    };
  },
};
