import { explain } from '../contract/outcome.js';
import { figureNames } from '../plan/figure-names.js';
import { explainEnd } from './case-outcome.js';
import { isFailure } from './failures.js';
import type { CaseFigures } from './case-figures.js';
import { enlargedImages, resultsOf } from './launch-record.js';
import type { LaunchRecord } from './launch-record.js';
import { disagreement, otherUnit } from './observed-unit.js';
import { percent } from './percent.js';
import { anchorDrift, sentinelDrift } from './throttling.js';
import { explainWrongOutputs } from './wrong-outputs.js';

const manyOutliers = 0.05;

/** What a reader of the row should know, in sentences without a full stop. */
export function warningsOf(row: CaseFigures): string[] {
  const notes = row.measured.flatMap((launch) => [
    ...(launch.hello?.notes ?? []),
    ...resultsOf(launch, 'load').flatMap((load) => load.notes),
  ]);
  return [
    ...new Set(notes),
    ...failed(row, 'prepare', row.prepared),
    ...failed(row, 'quality', row.enlarged),
    ...retried(row),
    ...pictures(row),
    ...halfLosses(row),
    ...withoutFigure(row),
    ...largerInput(row),
    ...unfinished(row),
    ...unprimed(row),
    ...disturbed(row),
    ...wayTrouble(row),
    ...thermal(row),
    ...battery(row),
    ...degrees(row),
    ...lowPower(row),
    ...energy(row),
    ...sentinel(row),
    ...anchors(row),
    ...units(row),
    ...explainWrongOutputs(row.wrongOutputs, row.planned.computeUnits),
    ...outliers(row),
  ];
}

/** Of what the phone cannot do nothing is owed. */
function unfinished({ outcome, unfinished: launches }: CaseFigures): string[] {
  if (outcome.status === 'unsupported') return [];
  return launches.map(({ kind }) => `${kind}: the launch has no result yet; resume the run`);
}

function failed({ phone }: CaseFigures, kind: string, launch: LaunchRecord | undefined): string[] {
  const reason = launch ? explainEnd(launch.finished, phone) : '';
  return reason === '' ? [] : [`${kind}: ${reason}`];
}

/** What came to a good end when it was tried again, and what ended the tries before. */
function retried({ phone: { attempts }, measured, prepared, enlarged }: CaseFigures): string[] {
  const launches = [...measured, ...(prepared ? [prepared] : []), ...(enlarged ? [enlarged] : [])];
  return launches.flatMap(({ finished }) => {
    if (isFailure(finished.outcome)) return [];
    return attempts.flatMap(({ entry }) =>
      entry.type === 'finished' && entry.launch === finished.launch && isFailure(entry.outcome)
        ? [`${entry.launch} was tried again: ${explain(entry.outcome)}`]
        : [],
    );
  });
}

/** What was lost of test images before the phone got them, and which outputs are black. */
function pictures({ phone: { plan }, enlarged }: CaseFigures): string[] {
  if (enlarged === undefined) return [];
  const black = enlargedImages(enlarged).filter(({ judged }) => judged?.isBlack);
  const names = black.map(({ image }) => image).join(', ');
  return [
    ...Object.values(plan.pictureNotes ?? {}),
    ...(black.length > 0
      ? [`the output is black on a phone (${names}): its values go from 0 to 1, and a picture's from 0 to 255`]
      : []),
  ];
}

/** Where the host saw values that half precision cannot hold, in the first place and how often else. */
function halfLosses({ enlarged }: CaseFigures): string[] {
  const all = enlarged ? enlargedImages(enlarged).flatMap(({ judged }) => judged?.halfLosses ?? []) : [];
  const [first, ...others] = new Set(all);
  if (first === undefined) return [];
  return [`in half precision ${first}${others.length > 0 ? `, and ${String(others.length)} more` : ''}`];
}

/** Which figures that were asked for some images do not have. */
function withoutFigure({ enlarged }: CaseFigures): string[] {
  const images = enlarged ? enlargedImages(enlarged) : [];
  return figureNames.flatMap((name) => {
    const without = images.flatMap(({ image, judged }) => {
      const why = judged?.asked?.[name]?.why;
      return why === undefined ? [] : [{ image, why }];
    });
    const [first, ...others] = without;
    if (first === undefined) return [];
    const more = others.length > 0 ? `, nor of ${String(others.length)} more` : '';
    return [`no ${name} of ${first.image}: ${first.why}${more}`];
  });
}

/** A picture smaller than the input takes as long as one that fills it. */
function largerInput({ phone: { plan }, planned: { id, width, height } }: CaseFigures): string[] {
  const [arm] = Object.values(plan.launches.find((launch) => launch.case === id)?.job.arms ?? {});
  if (arm === undefined) return [];
  const lost = 2 * arm.output.inset;
  if (arm.input.width - lost <= width && arm.input.height - lost <= height) return [];
  const size = `${String(arm.input.width)}x${String(arm.input.height)}`;
  return [`timed on an input of ${size}, which holds more than the picture; the rest is its mirror image`];
}

function unprimed({ measured, primed }: CaseFigures): string[] {
  if (primed || !measured.some((launch) => resultsOf(launch, 'load').length > 0)) return [];
  return ['no launch found its model prepared, so there is neither a warm load nor a memory'];
}

/** The host looks at a phone among its timed steps only where these take far longer than it could know. */
function disturbed({ measured, prepared, enlarged }: CaseFigures): string[] {
  const launches = [...measured, ...(prepared ? [prepared] : []), ...(enlarged ? [enlarged] : [])];
  const steps = new Set(launches.flatMap(({ finished }) => finished.disturbed ?? []));
  return steps.size === 0
    ? []
    : [`the host looked at the phone during ${[...steps].join(', ')}, which may have disturbed the figures`];
}

/** The driver then goes through usbmux, operation by operation, and says so in its log alone. */
function wayTrouble({ measured, prepared, enlarged }: CaseFigures): string[] {
  const launches = [...measured, ...(prepared ? [prepared] : []), ...(enlarged ? [enlarged] : [])];
  return [...new Set(launches.flatMap(({ finished }) => finished.wayTrouble ?? []))];
}

function thermal(figures: CaseFigures): string[] {
  const worst = figures.thermal?.worst;
  return worst === undefined || worst === 'nominal' ? [] : [`thermal state reached ${worst}`];
}

/** From here on iOS offers Low Power Mode, and may hold back without it. */
const lowBattery = 0.2;

function battery({ measured }: CaseFigures): string[] {
  const levels = measured.flatMap(({ hello }) => hello?.state.batteryLevel ?? []);
  const lowest = Math.min(...levels);
  return lowest <= lowBattery ? [`the battery was down to ${percent(lowest)}`] : [];
}

/** A sweep that waits for degrees waits for none where the gauge names none. */
function degrees({ phone: { plan }, measured }: CaseFigures): string[] {
  const isAsked = plan.battery?.coolToC !== undefined;
  const isUnknown = measured.some(({ around }) => around?.before?.temperatureC === undefined);
  return isAsked && isUnknown ? ['not cooled by degrees: the gauge of the battery named no temperature'] : [];
}

const lowPower = ({ measured }: CaseFigures): string[] =>
  measured.some(({ hello }) => hello?.state.lowPowerMode === true) ? ['the phone was in Low Power Mode'] : [];

/** Why a sweep that asks for energy has none of this case. */
function energy({ phone: { plan }, planned, energy: { whys } }: CaseFigures): string[] {
  const isAsked = plan.battery?.energy === true && planned.paceHz === undefined;
  return isAsked ? [...new Set(whys)].map((why) => `no energy: ${why}`) : [];
}

function sentinel({ measured }: CaseFigures): string[] {
  const drift = sentinelDrift(measured);
  return drift === undefined ? [] : [`the sentinel was ${percent(drift - 1)} slower after the predictions`];
}

const anchors = (row: CaseFigures): string[] =>
  anchorDrift(row).map(
    ([units, drift]) => `the anchor on ${units} was ${percent(drift - 1)} slower before this case than at its fastest`,
  );

/** Where the case ran, if not where it was asked to, and witnesses that exclude one another. */
function units({ unit, outcome }: CaseFigures): string[] {
  const other = outcome.status === 'other_unit' ? undefined : otherUnit(unit);
  return [other && explain(other), disagreement(unit)].filter((sentence) => sentence !== undefined);
}

function outliers({ latency }: CaseFigures): string[] {
  const rate = latency?.outlierRate ?? 0;
  return rate > manyOutliers ? [`${percent(rate)} of iterations are outliers`] : [];
}
