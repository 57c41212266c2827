import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { projectRoot } from '../../src/project.js';
import { attachVirtualIphones } from '../rig/attached-phones.js';
import type { AttachedPhones } from '../rig/attached-phones.js';
import { requireOrSkip } from '../rig/requirements.js';
import { temporaryFolder } from '../rig/temporary-folder.js';
import { fakeGithub } from '../workflow/fake-github.js';
import { filesIn, runJob } from '../workflow/job.js';
import type { Event, Machine } from '../workflow/job.js';
import { labMachine, LabProject, writeFleet } from '../workflow/lab-project.js';
import { readWorkflow } from '../workflow/workflow.js';

const recipe = (name: string) => readWorkflow(join(projectRoot, 'recipes/github', name));

describe('workflows for pull requests and releases', function () {
  this.timeout(400_000);
  const home = temporaryFolder().path;
  const verdict = join(home, 'artifacts/verdict');
  const pullRequest = {
    number: 7,
    base: { sha: 'base' },
    head: { sha: 'head', repo: { full_name: 'us/models' } },
  };
  const github = { repository: 'us/models', token: 'secret', event: { pull_request: pullRequest } };
  let phones: AttachedPhones;
  let base: LabProject;
  let machine: Machine;

  before(async () => {
    const fleet = join(home, 'fleet.yaml');
    writeFleet(fleet);
    phones = await attachVirtualIphones({ fleet });
    base = await LabProject.in(temporaryFolder().path);
    const head = await LabProject.in(temporaryFolder().path, 0.004);
    const commits = new Map([
      ['main', base.path],
      ['base', base.path],
      ['head', head.path],
    ]);
    machine = labMachine(home, phones.env, commits);
    mkdirSync(join(home, 'rezbench'));
    copyFileSync(phones.env['REZBENCH_APP'] ?? '', join(home, 'rezbench/Harness.ipa'));
  });
  after(() => phones.detach());

  it('try a pull request whose model lost PSNR beside its base, in pairs, and fail', async () => {
    const { result, steps, summary, log } = await runJob(recipe('try.yml'), 'measure', machine, { github });
    expect(result, log).to.equal('failure');
    expect(steps).to.include({ 'Measure the base': 'success', Judge: 'failure' });
    expect(log).to.match(/confirmation of 1 cases/);
    const text = readFileSync(join(verdict, 'verdict.md'), 'utf8');
    expect(text)
      .to.match(/^## .*Regressed/m)
      .and.to.match(/dB/);
    expect(text).not.to.match(/00009999-|Bench 1/);
    expect(summary).to.equal(text);
  });

  it('keep one comment with the verdict, whatever else is said there', async function () {
    requireOrSkip(this, 'gh', execaSync('gh', ['--version'], { reject: false }).exitCode === 0);
    const server = await fakeGithub(home, 'us/models/issues/7');
    const at = (result: string): Event => ({ github, needs: { measure: { result } } });
    const comment = async (result: string, sha: string): Promise<void> => {
      const env = {
        ...machine.env,
        ...server.env,
        GITHUB_REPOSITORY: 'us/models',
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_RUN_ID: '1',
      };
      const event = {
        ...at(result),
        github: { ...github, event: { pull_request: { ...pullRequest, head: { sha } } } },
      };
      rmSync(machine.workspace, { recursive: true, force: true });
      mkdirSync(machine.workspace);
      const done = await runJob(recipe('try.yml'), 'comment', { ...machine, env }, event);
      expect(done.result, done.log).to.equal('success');
    };
    try {
      server.comments.push({ id: 1, body: '<!-- rezbench try --> is how it begins', user: { type: 'User' } });
      mkdirSync(verdict, { recursive: true });
      writeFileSync(join(verdict, 'verdict.md'), `## Nothing regressed\n${'| é |\n'.repeat(20_000)}`);
      await comment('failure', 'first');
      expect(server.comments).to.have.length(2);
      expect(server.comments[1]?.body).to.match(/^<!-- rezbench try -->\n## Nothing regressed\n/);
      expect(server.comments[1]?.body).to.include('first, [all of it](https://github.com/us/models/actions/runs/1)');
      rmSync(verdict, { recursive: true });
      await comment('failure', 'second');
      expect(server.comments, 'no second comment').to.have.length(2);
      expect(server.comments[1]?.body).to.match(/No verdict\.\n+second, /);
      expect(server.comments[0]?.body).to.equal('<!-- rezbench try --> is how it begins');
      expect(server.asked.map((line) => line.split(' ')[0])).to.deep.equal(['GET', 'POST', 'GET', 'PATCH']);
      const skipped = await runJob(recipe('try.yml'), 'comment', machine, at('skipped'));
      expect(skipped.result).to.equal('skipped');
    } finally {
      await server.close();
    }
  });

  it('refuse a release that breaks a budget, with the verdict in the summary and for other tools', async () => {
    base.limit(90);
    const { result, steps, summary, log } = await runJob(recipe('release.yml'), 'gate', machine, { github });
    expect(result, log).to.equal('failure');
    expect(steps).to.include({ Measure: 'success', Judge: 'failure', Draw: 'success' });
    expect(summary).to.match(/^## .*Gate failed/m);
    expect(readFileSync(join(machine.artifacts, 'release/junit.xml'), 'utf8')).to.include('<failure');
    expect(existsSync(join(home, 'rezbench/results/baselines'))).to.equal(false);
  });

  it('sweep a virtual iPhone on any machine, where broken budgets are no failure and damaged ones are', async () => {
    const done = await runJob(recipe('virtual.yml'), 'sweep', machine, { github });
    expect(done.result, done.log).to.equal('success');
    expect(done.summary).to.include('| variant |');
    expect(filesIn(join(machine.artifacts, 'virtual'))).to.include.members(['results.csv', 'junit.xml']);
    expect(done.log).to.match(/^gate failed: /m);
  });
});
