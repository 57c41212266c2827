import type { Provenance } from '../results/read-provenance.js';
import { html } from './html.js';
import type { Html } from './html.js';
import type { ReportDevice } from './report-device.js';

/** Where the figures come from. */
export function provenanceHtml(run: Provenance, devices: readonly ReportDevice[]): Html {
  const builds = [...new Set(devices.flatMap(({ cases }) => cases.flatMap(({ app_build }) => app_build ?? [])))];
  const facts: [string, string][] = [
    ['Run', run.run_id],
    ['Started', run.started_at],
    ['rezbench', run.rezbench_version],
    ...(run.git_commit === undefined
      ? []
      : [['Commit', `${run.git_commit}${run.git_dirty === true ? ', with changes' : ''}`] as [string, string]]),
    ['Sweep', run.sweep],
    ['Plan', run.plan_hash],
    ['Seed', String(run.seed)],
    ...(run.fleet === undefined ? [] : [['Fleet', fleetText(run.fleet)] as [string, string]]),
    ['App build', builds.join(', ')],
    ['Host', `${run.host.platform}, ${run.host.cpu}, ${String(run.host.cores)} cores`],
    ['Node', run.host.node],
  ];
  return html`<dl>
    ${facts.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** Where its figures come from, and of which night. */
const fleetText = ({ file, latency, night }: NonNullable<Provenance['fleet']>): string =>
  [file, `latency: ${latency}`, ...(night === undefined ? [] : [`night ${String(night)}`])].join(', ');
