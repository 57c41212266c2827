import { expect } from 'chai';
import { describe, it } from 'mocha';
import { finished, plannedCase, plannedLaunch, planOf, session, writeRun } from '../../test/hand-made-run.js';
import { problemOf } from '../../test/rig/problem.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { exitCodes } from '../problem.js';
import { writeTables } from '../results/write-tables.js';
import { tell } from './carry-out.js';
import { speechOf } from './speech.js';

const plan = planOf([plannedCase('c')], [plannedLaunch('m', { case: 'c' })]);

/** What is said on standard output and standard error of a run whose only case crashed. */
async function told(given: Parameters<typeof tell>[1]): Promise<{ out: string; err: string; run: string }> {
  const entries = [session(), finished('m', { status: 'crashed', step: 'measure' })];
  const folder = writeRun(temporaryFolder().path, plan, entries);
  const done = {
    folder,
    end: 'done',
    rows: writeTables(folder).rows,
    shortcomings: ['a fault did not strike'],
    phoneCount: 1,
  } as const;
  const { log, error } = console;
  const [out, err]: [string[], string[]] = [[], []];
  console.log = (text: string) => void out.push(text);
  console.error = (text: string) => void err.push(text);
  try {
    expect(await tell(done, given)).to.equal(exitCodes.missing);
  } finally {
    Object.assign(console, { log, error });
  }
  return { out: out.join('\n'), err: err.join('\n'), run: folder.path };
}

describe('what is told of a run', () => {
  it('is a table, and where the results are', async () => {
    const { out, run } = await told({});
    expect(out).to.match(/^\nvariant .*\nnet .*crashed: /);
    expect(out.split('\n').at(-1)).to.equal(`results: ${run}`);
  });

  it('is only where they are with --quiet, and what went wrong all the same', async () => {
    const { out, err, run } = await told({ speech: 'quiet' });
    expect(out).to.equal(`results: ${run}`);
    expect(err.split('\n')).to.deep.equal([
      'rezbench: 1 of 1 cases have no result; their status says why',
      'rezbench: a fault did not strike',
    ]);
  });

  it('is one object with --json', async () => {
    const { out, run } = await told({ speech: 'json', more: { findings: 'none' } });
    const object = JSON.parse(out) as { cases: { variant: string; status: string }[] };
    expect(object).to.include({ run, end: 'done', exit_code: exitCodes.missing, findings: 'none' });
    expect(object.cases.map(({ variant, status }) => [variant, status])).to.deep.equal([['net', 'crashed']]);
  });

  it('cannot be both', async () => {
    const { message } = await problemOf(() => Promise.resolve(speechOf({ quiet: true, json: true })));
    expect(message).to.equal('--quiet and --json: they exclude each other; give one of them');
  });
});
