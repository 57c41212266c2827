import { screenLevel } from '../../verdict/design.js';
import type { Comparison } from '../comparison.js';
import { metrics } from '../finding.js';
import type { Finding, Metric } from '../finding.js';
import { idOf } from './alarm.js';
import type { Alarm, AlarmedCase, Alarms } from './alarm.js';
import { explain, keyOf } from './explain.js';
import type { Cell } from './explain.js';
import { caseText, placesOf, scopeText } from './scope-text.js';

/** Alarms, and those that one of them explains. */
export type Grouped = Pick<Alarms, 'alarms' | 'explained'>;

/** What became worse, or seems to have: groups with what they explain, then what stands alone. */
export function alarmsOf({ findings, phones }: Pick<Comparison, 'findings' | 'phones'>): Grouped {
  const byMetric = metrics.map((metric) => ofMetric(metric, findings));
  return {
    alarms: [
      ...byMetric.flatMap(({ alarms }) => alarms),
      ...phones.flatMap(({ is_suspect, device_udid, device_name, change_percent }): Alarm[] =>
        is_suspect
          ? [
              {
                id: idOf('phone', device_udid),
                state: 'suspected',
                metric: 'latency',
                text: `all of ${device_name} together is ${String(change_percent)} % slower, which no package explains`,
                scope: { phone: device_udid },
                cases: [],
                comparable: 0,
              },
            ]
          : [],
      ),
    ],
    explained: byMetric.flatMap(({ explained }) => explained),
  };
}

/** Undefined for a case that says neither: it was not compared, or nothing has looked at it yet. */
export function alarmOf({
  metric,
  consequence,
  awaits,
  p,
  change_percent: change = 0,
}: Finding): Cell['alarm'] | undefined {
  if (consequence === 'regressed') return 'sure';
  if (consequence === 'missing') return undefined;
  if (metric !== 'latency') return consequence === 'none' ? 'none' : 'suspected';
  if (awaits === undefined) return consequence === 'none' ? 'none' : undefined;
  // Without a screen a case awaits its confirmation and is under no suspicion.
  return p !== undefined && p < screenLevel && change > 0 ? 'suspected' : undefined;
}

function ofMetric(metric: Metric, findings: readonly Finding[]): Grouped {
  const cells = findings.flatMap((finding) => {
    const alarm = finding.metric === metric ? alarmOf(finding) : undefined;
    return alarm === undefined ? [] : [{ finding, cell: { alarm, places: placesOf(finding) } }];
  });
  return groupedAlarms(
    metric,
    cells.map(({ cell }) => cell),
    cells.map(({ finding }) => finding),
  );
}

/** Groups cells that alarm; `facts` are theirs, in the same order. */
export function groupedAlarms(
  metric: Alarm['metric'],
  cells: readonly Cell[],
  facts: readonly AlarmedCase[],
  stateOf = (alarm: Cell['alarm']): Alarm['state'] => (alarm === 'sure' ? 'regressed' : 'suspected'),
): Grouped {
  const { groups, single } = explain(cells);
  const name = metric === 'presence' ? '' : `${metric} of `;
  const alone = (index: number): Alarm[] => {
    const [cell, one] = [cells[index], facts[index]];
    if (cell === undefined || one === undefined) return [];
    return [
      {
        id: idOf('case', metric, one.device_udid, one.case_id),
        state: stateOf(cell.alarm),
        metric,
        text: `${name}${caseText(one)}`,
        scope: cell.places,
        cases: [alarmedCase(one)],
        comparable: 1,
      },
    ];
  };
  const named = groups.flatMap(({ scope, alarmed, comparable, sameAs }) => {
    const [first] = alarmed.flatMap((index) => facts[index] ?? []);
    if (first === undefined) return [];
    const id = idOf('group', metric, keyOf(scope));
    const same = sameAs.map((other) => `or of ${scopeText(other, first)}`);
    const group: Alarm = {
      id,
      state: stateOf(alarmed.some((index) => cells[index]?.alarm === 'sure') ? 'sure' : 'suspected'),
      metric,
      text: `${name}${scopeText(scope, first)}${same.length === 0 ? '' : `, ${same.join(', ')}, which are the same cases`}`,
      scope,
      cases: alarmed.flatMap((index) => facts[index] ?? []).map(alarmedCase),
      comparable,
    };
    return [{ group, explained: alarmed.flatMap(alone).map((alarm) => ({ ...alarm, explained_by: id })) }];
  });
  return {
    alarms: [...named.map(({ group }) => group), ...single.flatMap(alone)],
    explained: named.flatMap(({ explained }) => explained),
  };
}

/** Of a finding, what names its case and how much it is. */
const alarmedCase = (one: AlarmedCase): AlarmedCase => ({
  device_udid: one.device_udid,
  device_name: one.device_name,
  device_model: one.device_model,
  os_version: one.os_version,
  case_id: one.case_id,
  variant: one.variant,
  compute_units: one.compute_units,
  image_width: one.image_width,
  image_height: one.image_height,
  pace_hz: one.pace_hz,
  ...(one.change_percent !== undefined && {
    change_percent: one.change_percent,
    low_percent: one.low_percent,
    high_percent: one.high_percent,
  }),
  ...(one.drop_db !== undefined && { drop_db: one.drop_db }),
});
