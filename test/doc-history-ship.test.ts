import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { main } from '../src/cli/main.js';
import { toCsv } from '../src/results/csv.js';
import { resultsTable } from '../src/results/tables/results.js';
import type { CaseRow } from '../src/results/tables/results.js';
import type { Ship } from '../src/ship/ship-run.js';
import { printedCommands } from './doc-commands.js';
import { heardConsole } from './rig/console.js';
import { temporaryFolder } from './rig/temporary-folder.js';
import { measuredRow } from './verdict-on.js';

/* docs/history.md and docs/ship.md in the order in which they print their commands, on runs of iPhones written by hand. */

describe('the commands of docs/history.md and docs/ship.md', function () {
  this.timeout(60_000);
  const heard = heardConsole();
  const home = temporaryFolder().path;
  const at = (name: string): string => join(home, name);

  function run(id: string, rows: readonly Partial<CaseRow>[]): void {
    const path = at(id);
    mkdirSync(path);
    const started_at = '2026-01-01T02:00:00.000Z';
    const whole = rows.map((row) => measuredRow({ run_id: id, device_udid: '00008120-000A0001', started_at, ...row }));
    writeFileSync(join(path, 'results.csv'), toCsv(resultsTable, whole));
    writeFileSync(
      join(path, 'samples.csv'),
      'run_id,device_udid,case_id,latency_ns\nRUN,udid-1,a-all-64x64,10000000\n',
    );
    writeFileSync(join(path, 'plan.json'), '{}');
  }
  before(() => {
    const large = { case_id: 'b-all-64x64', variant: 'b', variant_sha256: 'b'.repeat(64), package_bytes: 9e6 };
    const fast = { latency_median_ms: 5, latency_ci_low_ms: 4.9, latency_ci_high_ms: 5.1 };
    run('RUN', [{}, { ...large, ...fast }]);
    const other = { device_udid: 'udid-2', device_name: 'Bench 2', device_model: 'iPhone16,1' };
    run('OTHER', [other, { ...other, ...large, ...fast }]);
    writeFileSync(
      at('budgets.yaml'),
      'rules:\n  - { metric: latency_median_ms, max: 33 }\n  - { metric: psnr_y_db, min: 25 }\n',
    );
  });

  async function type(words: readonly string[], expected = 0): Promise<string> {
    heard.said.length = 0;
    const own = words.map((word) =>
      word
        .replace(/^results\//, `${home}/`)
        .replace('budgets/example.yaml', at('budgets.yaml'))
        .replace(/^(ShipMap\.swift|ship-map\.json|samples\.parquet|our-runs|their-runs)$/, (name) =>
          at(name === 'their-runs' ? 'our-runs' : name),
        ),
    );
    const more = own[0] === 'history' && own[1] !== 'samples' ? ['--out', home] : [];
    expect(await main([...own, ...more]), `${words.join(' ')}: ${heard.said.join('\n')}`).to.equal(expected);
    return heard.said.join('\n');
  }

  const expected: Readonly<Record<string, RegExp>> = {
    'history import': /^RUN: new$/,
    'history trend': /a-all-64x64 +1 .*fewer than ten runs/,
    'history trend --case --metric --json': /^\[/,
    'history samples': /^samples: .*samples\.parquet \(1 rows\)$/,
    'history export --lab': /^exported: .*our-runs \(1 runs, 2 rows\)$/,
    'history merge': /^oslo: 1 runs, 2 rows$/,
    'ship --budgets': /ship recommended: .*\/RUN\/ship\.md$/,
    'ship-map --budgets --swift --json': /ship-map: .*ShipMap\.swift, .*ship-map\.json$/,
  };
  const kindOf = (words: readonly string[]): string =>
    words
      .slice(0, words[0] === 'history' ? 2 : 1)
      .concat(words.filter((word) => word.startsWith('--')))
      .join(' ');

  for (const page of ['docs/history.md', 'docs/ship.md']) {
    for (const { words } of printedCommands(page)) {
      it(`${page}: rezbench ${words.join(' ')}`, async () => {
        const wanted = expected[kindOf(words)];
        expect(wanted, `nothing is expected of ${kindOf(words)}`).not.to.equal(undefined);
        expect(await type(words)).to.match(wanted ?? /^$/);
      });
    }
  }

  it('docs/history.md: a run is known, another file by --db, a metric that is none', async () => {
    expect(await type(['history', 'import', 'results/RUN'])).to.equal('RUN: known');
    expect(await type(['history', 'import', 'results/RUN', '--db', at('other.duckdb')])).to.equal('RUN: new');
    expect(await type(['history', 'trend', '--metric', 'nonsense'], 2)).to.match(/no such column of numbers/);
  });

  const ship = ['ship', 'results/RUN', 'results/OTHER', '--budgets', 'budgets/example.yaml'];
  const map = [
    'ship-map',
    'results/RUN',
    '--budgets',
    'budgets/example.yaml',
    '--swift',
    at('M.swift'),
    '--json',
    at('m.json'),
  ];

  it('docs/ship.md: its options', async () => {
    const { scales } = JSON.parse(await type([...ship, '--json'])) as Ship;
    const [scale] = scales;
    expect([scale?.smallest?.choice.variant, scale?.fastest?.choice.variant]).to.deep.equal(['a', 'b']);
    expect(await type([...ship, '--size', '64x64', '--level', 'release'])).to.match(/ship recommended/);
    expect(await type([...ship, '--redact'])).to.match(/redacted\/ship\.md$/);
    expect(readFileSync(at('RUN/redacted/ship.json'), 'utf8')).not.to.contain('00008120-000A0001');
    expect(await type([...ship, '--size', '9x9'], 2)).to.match(/--size 9x9: no case has it/);
  });

  it('docs/ship.md: a map has what was measured, and refuses a chip that was not', async () => {
    await type(map);
    const swift = readFileSync(at('M.swift'), 'utf8');
    expect(swift).to.contain('iPhone15,2').and.contain('"b"');
    const json = JSON.parse(readFileSync(at('m.json'), 'utf8')) as { chips: { chip: string }[] };
    expect(json.chips.map(({ chip }) => chip)).to.deep.equal(['A16 Bionic']);
    await type([...map, '--prefer', 'smallest', '--chip', 'A16 Bionic']);
    expect(readFileSync(at('M.swift'), 'utf8'))
      .to.contain('"a"')
      .and.not.contain('"b"');
    const [before] = [readFileSync(at('M.swift'), 'utf8')];
    expect(await type([...map, '--chip', 'A17 Pro'], 4)).to.match(/A17 Pro.*iPhone16,1|iPhone 15 Pro/);
    if (existsSync(at('M.swift'))) expect(readFileSync(at('M.swift'), 'utf8')).to.equal(before);
  });
});
