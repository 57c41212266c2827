import type { Provenance } from '../results/read-provenance.js';
import type { CaseRow } from '../results/tables/results.js';
import type { ReportData } from './draw/report-data.js';
import { html } from './html.js';
import type { Html } from './html.js';

/** The phones, by what tells them apart. */
export const phonesHtml = ({ phones }: ReportData): Html =>
  html`<ul class="lead">
    ${phones.map(({ name, about, udid }) => html`<li>${[name, about, udid].filter((part) => part !== '').join(', ')}</li>`)}
  </ul>`;

/** Where the figures of a run come from. */
export function provenanceHtml(run: Provenance, rows: readonly CaseRow[]): Html {
  const builds = [...new Set(rows.flatMap(({ app_build }) => app_build ?? []))];
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
