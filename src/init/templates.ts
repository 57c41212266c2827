import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { Problem } from '../problem.js';
import { projectRoot } from '../project.js';

/** The sweeps that a new project can begin with, as they lie under sweeps/. */
export const templates = ['demo', 'nightly', 'release', 'zoo'] as const;
export type Template = (typeof templates)[number];

/** Throws a Problem for a word that is no template. */
export function templateOf(word: string): Template {
  const template = templates.find((known) => known === word);
  if (template) return template;
  throw new Problem(`init ${word}: there is no such template; name one of ${templates.join(', ')}`);
}

const shipped = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');

/** sweep.yaml: a sweep that comes with rezbench, which finds the photographs from `folder`. */
export function sweepText(template: Template, folder: string): string {
  const fields = shipped(`sweeps/${template}.yaml`).replace(/^(?:#.*\n)+/, '');
  return `# What npx rezbench run sweep.yaml measures; npx rezbench init wrote its template ${template}.
# variants: names of packages that come with rezbench, or paths of your own .mlpackage and .mlmodel, from this file on.
# testset: a folder of true images; these come with rezbench, and your own may take their place.
${fields.replace(/^( *testset: ).*$/m, (_line, key: string) => `${key}${JSON.stringify(imagesFrom(folder))}`)}`;
}

/** As npm lays packages out, where it did; a link leads to somewhere that the next version does not have. */
function imagesFrom(folder: string): string {
  const installed = 'node_modules/rezbench/images';
  if (existsSync(join(folder, installed))) return installed;
  const path = relative(resolve(folder), join(projectRoot, 'images'));
  return path.startsWith('..') || isAbsolute(path) ? join(projectRoot, 'images') : path;
}

/** budgets.yaml: rules that match every case, since one that no case of a run matches is an error. */
export const budgetsText = `# Limits for npx rezbench gate results/RUN --budgets budgets.yaml. They are examples; yours are your product's.
# node_modules/rezbench/docs/gate.md explains each field, node_modules/rezbench/budgets/example.yaml shows more of them.
rules:
  - metric: latency_median_ms
    max: 100
  - metric: memory_predict_peak_bytes
    max: 500000000
  - metric: psnr_y_db
    min: 30
  # What a smaller variant may lose against its reference, where each variant of the run has one in its variants.yaml.
  # - metric: psnr_delta_db
  #   min: -0.1
  # Some cases may have a limit of their own; the last rule that matches a case counts.
  # - match: { variant: 'plain-*', size: 64x64 }
  #   metric: latency_median_ms
  #   max: 33.3
`;

/** lab.yaml where no phone is attached yet. `rezbench setup` adds to it. */
export const emptyLabText = `# The phones of this lab. This adds those that are attached, and who signs the app:
#
#   npx rezbench setup --team ABCDE12345 --bundle-id org.example.harness
#
# signing: { team: ABCDE12345, bundle_id: org.example.harness }
# devices:
#   - name: Ann                          # no other phone of the lab has it
#     udid: 00008120-000A1B2C3D4E5F60    # npx rezbench devices lists it
#     required: true                     # false: a run may start without it
#     wda: { url: http://HOST:8100 }     # only where its WebDriverAgent listens already
devices: []
`;

/** wdio.conf.ts, for `npx wdio run wdio.conf.ts`. */
export const wdioText = `import { wdioConfig } from 'rezbench/wdio';

export const config = wdioConfig({ sweep: 'sweep.yaml', lab: 'lab.yaml', out: 'results' });
`;
