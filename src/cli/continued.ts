import { readHarnessApp } from '../phone/harness-app.js';
import { cutOffRun } from '../run/cut-off.js';
import type { RunSource } from './carry-out.js';
import { ipaOf } from './options.js';

type NewRun = Extract<RunSource, { kind: 'new' }>;

/** The run of the same plan that was cut off, to go on with; the new one itself where there is none. */
export function continued(begun: NewRun, { app, virtual }: { app?: string | undefined; virtual?: unknown }): RunSource {
  const { request, resultsRoot, fleet, again } = begun;
  // A virtual phone's app is as old as rezbench itself.
  const appBuild = virtual === undefined ? readHarnessApp(ipaOf(app)).build : undefined;
  const folder = cutOffRun(resultsRoot, { request, fleet, appBuild });
  if (folder === undefined) return begun;
  console.error(`rezbench: goes on with ${folder.path}, which was cut off`);
  return { kind: 'resume', path: folder.path, ...(again && { again }), fleet };
}
