import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { projectRoot } from '../src/project.js';
import { isDue } from './workflow/expressions.js';
import { mistakesIn, readWorkflow } from './workflow/workflow.js';
import type { Job } from './workflow/workflow.js';

const folder = join(projectRoot, 'recipes/github');
const files = readdirSync(folder);

describe('the workflows that users copy', () => {
  for (const name of files) {
    const file = join(folder, name);
    const text = readFileSync(file, 'utf8');
    const workflow = readWorkflow(file);
    const jobs: readonly Job[] = Object.values(workflow.jobs);
    const steps = jobs.flatMap((job) => job.steps);

    describe(name, () => {
      it("is taken by GitHub's parser", async () => {
        expect(await mistakesIn(name, text)).to.deep.equal([]);
      });

      it('may read the repository, and only a job without a checkout may write', () => {
        expect(Object.entries(workflow.permissions ?? { all: 'write' })).to.satisfy((top: [string, string][]) =>
          top.every(([scope, may]) => scope === 'contents' && may === 'read'),
        );
        for (const { permissions = {}, steps: own } of jobs) {
          if (!Object.values(permissions).includes('write')) continue;
          expect(Object.keys(permissions)).to.deep.equal(['pull-requests']);
          expect(own.some(({ uses = '' }) => uses.startsWith('actions/checkout'))).to.equal(false);
        }
      });

      it("uses GitHub's own actions, of a version, and keeps no token in a checkout", () => {
        for (const { uses, with: given } of steps) {
          if (uses === undefined) continue;
          expect(uses).to.match(/^actions\/[a-z-]+@v\d+$/);
          if (uses.startsWith('actions/checkout')) expect(given?.['persist-credentials']).to.equal(false);
        }
      });

      it('puts nothing that a stranger can name into a script, only into variables', () => {
        for (const { run = '' } of steps) expect(run).not.to.include('${{');
      });

      it('ends by itself, and one at a time', () => {
        expect(workflow.concurrency?.group).to.be.a('string');
        for (const job of jobs) expect(job['timeout-minutes']).to.be.within(1, 720);
      });

      it('leaves what it has to show also when it fails', () => {
        for (const { uses = '', if: condition } of steps) {
          if (!uses.startsWith('actions/upload-artifact')) continue;
          expect(isDue(condition, { env: { RUN: 'run' } }, 'failure')).to.equal(true);
        }
      });
    });
  }

  it('are refused where a field, a trigger or an expression is wrong', async () => {
    const good = readFileSync(join(folder, 'nightly.yml'), 'utf8');
    for (const [wrong, by] of [
      ['timeout-minutes', 'timeout-minuets'],
      ['workflow_dispatch', 'workflow_dispach'],
      ['${{ !cancelled() }}', '${{ !canceled() }}'],
    ] as const) {
      expect(good).to.include(wrong);
      expect(await mistakesIn('wrong.yml', good.replace(wrong, by)), by).not.to.be.empty;
    }
  });

  it('measure on phones nothing that comes from a fork', () => {
    const { jobs } = readWorkflow(join(folder, 'try.yml'));
    const from = (full_name: string) => ({
      github: { repository: 'us/models', event: { pull_request: { head: { repo: { full_name } } } } },
    });
    expect(isDue(jobs['measure']?.if, from('us/models'), 'success')).to.equal(true);
    expect(isDue(jobs['measure']?.if, from('them/models'), 'success')).to.equal(false);
    for (const name of files) {
      const { on, jobs: own } = readWorkflow(join(folder, name));
      const onPhones = Object.values(own).filter((job) => job['runs-on'].includes('self-hosted'));
      if ('pull_request' in on) for (const job of onPhones) expect(job.if, name).to.equal(jobs['measure']?.if);
      expect(on).not.to.have.property('pull_request_target');
    }
  });
});
