import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, beforeEach, describe, it } from 'mocha';
import { copyOfRun } from '../../test/golden/copy-run.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { heardConsole } from '../../test/rig/console.js';
import { compareTable } from '../compare/table.js';
import { projectRoot } from '../project.js';
import { toCsv } from '../results/csv.js';
import { readCaseRows } from '../results/read-tables.js';
import { openRunFolder } from '../results/run-folder.js';
import { resultsTable } from '../results/tables/results.js';
import { writeTables } from '../results/write-tables.js';
import { main } from './main.js';

describe('rezbench compare', () => {
  let golden: string;
  let root: string;
  const at = (name: string): string => join(root, name);

  before(() => {
    const folder = copyOfRun();
    writeTables(folder);
    golden = folder.path;
  });

  beforeEach(() => {
    root = temporaryFolder().path;
    for (const name of ['base', 'tonight']) cpSync(golden, at(name), { recursive: true });
  });

  const heard = heardConsole();

  /** Exit code, and what was said in all. */
  async function compare(...words: string[]): Promise<{ readonly code: number; readonly out: string }> {
    const code = await main(['compare', ...words]);
    return { code, out: heard.said.join('\n') };
  }

  /** Changes cells of tonight's results.csv. */
  function edit(name: string, change: (text: string) => string, table = 'results.csv'): void {
    const file = join(at(name), table);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  }

  it('writes a page, a table and a document beside the tables, and ends with the page', async () => {
    const { code, out } = await compare(at('base'), at('tonight'));
    expect(out.trimEnd().split('\n').at(-1)).to.match(/^compare: .*tonight\/verdict\.md$/);
    const json = JSON.parse(readFileSync(join(at('tonight'), 'compare.json'), 'utf8')) as { exit_code: number };
    expect(json.exit_code).to.equal(code);
    expect(readFileSync(join(at('tonight'), 'verdict.md'), 'utf8')).to.contain('tonight beside one run (base)');
    expect(existsSync(join(at('tonight'), 'compare.csv'))).to.equal(true);
    expect(existsSync(join(at('base'), 'compare.json'))).to.equal(false);
  });

  it('says in terminal, page and document that a model drew the figures of a virtual phone', async () => {
    for (const name of ['base', 'tonight']) {
      const rows = readCaseRows(openRunFolder(at(name)));
      const modelled = rows.map((row) => ({ ...row, latency_source: 'modelled' }));
      writeFileSync(join(at(name), 'results.csv'), toCsv(resultsTable, modelled));
    }
    const { out } = await compare(at('base'), at('tonight'));
    const sentence = 'A model of phones drew latency and memory.';
    expect(out).to.contain(sentence);
    expect(readFileSync(join(at('tonight'), 'verdict.md'), 'utf8')).to.contain(sentence);
    const json = JSON.parse(readFileSync(join(at('tonight'), 'compare.json'), 'utf8')) as object;
    expect(json).to.deep.include({ not_a_phone: true, modelled: true });
  });

  it('prints the document, and names no phone where it is asked to', async () => {
    const { out } = await compare(at('base'), at('tonight'), '--json', '--redact');
    const { findings } = JSON.parse(out) as { findings: { device_udid: string }[] };
    expect(findings[0]?.device_udid).to.equal('<udid-1>');
    expect(existsSync(join(at('tonight'), 'redacted/compare.csv'))).to.equal(true);
    expect(existsSync(join(at('tonight'), 'compare.csv'))).to.equal(false);
  });

  it('takes nights as bases', async () => {
    cpSync(golden, at('older'), { recursive: true });
    await compare(at('tonight'), '--base', at('older'), at('base'));
    expect(readFileSync(join(at('tonight'), 'verdict.md'), 'utf8')).to.contain('beside 2 runs (older to base)');
  });

  describe('refuses in one sentence', () => {
    const refusals: readonly [string, () => void, readonly string[], number, RegExp][] = [
      ['a lone run', () => undefined, ['tonight'], 2, /compare takes a base and a candidate/],
      ['what is no run', () => undefined, ['nowhere', 'tonight'], 2, /holds no run/],
      [
        'a run without tables',
        () => {
          rmSync(join(at('base'), 'results.csv'));
        },
        ['base', 'tonight'],
        2,
        /results\.csv is not there/,
      ],
      [
        'an empty run',
        () => {
          edit('tonight', (text) => `${text.split('\n')[0] ?? ''}\n`);
        },
        ['base', 'tonight'],
        2,
        /has no case to compare/,
      ],
      [
        'a newer version',
        () => {
          edit('tonight', (text) => text.replace(/^\d+,/gm, '99,'));
        },
        ['base', 'tonight'],
        2,
        /schema_version is 99/,
      ],
      [
        'what is no number',
        () => {
          edit('base', (text) => text.replaceAll(/,(\d+\.\d+),/g, ',NaN,'));
        },
        ['base', 'tonight'],
        2,
        /"NaN", not of type/,
      ],
      [
        'a plan that was edited',
        () => {
          edit('tonight', (text) => text.replace('{', '{"plan_sha256":"0",'), 'run.json');
        },
        ['base', 'tonight'],
        2,
        /plan\.json has changed/,
      ],
    ];
    for (const [what, prepare, names, code, sentence] of refusals) {
      it(what, async () => {
        prepare();
        const result = await compare(...names.map(at));
        expect([result.code, result.out.trimEnd().split('\n').length]).to.deep.equal([code, 1]);
        expect(result.out).to.match(sentence);
      });
    }
  });

  it('has every column of compare.csv in its document', () => {
    const page = readFileSync(join(projectRoot, 'docs/compare.md'), 'utf8');
    for (const { name } of compareTable.columns) expect(page, name).to.match(new RegExp(`^\\| ${name} +\\|`, 'm'));
  });
});
