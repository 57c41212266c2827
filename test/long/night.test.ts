import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { stringify } from 'yaml';
import { main } from '../../src/cli/main.js';
import { printedCommands } from '../doc-commands.js';
import { NightLab } from '../night-lab.js';
import { numbersIn, unfounded } from '../page-numbers.js';
import { heardConsole } from '../rig/console.js';
import { rowsOf } from '../rig/run-folder.js';
import type { Row } from '../rig/run-folder.js';
import { temporaryFolder } from '../rig/temporary-folder.js';

/** As many as a baseline counts. */
const pinnedNights = 10;
const phones = ['Bench 1', 'Bench 2'];
const units = ['cpuOnly', 'all'];

/**
 * Ten nights of two modelled phones, a clean one, and one in which three packages are others, by the commands of
 * docs/compare.md. Phones without a wire make that short; confirm-night.test.ts goes the way over the wire.
 */
describe('the night of a modelled fleet', function () {
  this.timeout(1_200_000);
  const home = temporaryFolder().path;
  const lab = new NightLab(home);
  const baselines = join(lab.results, 'baselines');
  const budgets = join(home, 'budgets.yaml');
  const heard = heardConsole();
  /** The night before the last one that is told of. */
  let latest = '';
  let clean = '';

  before(async () => {
    const { log } = console;
    console.log = () => undefined;
    await lab.drawPicture();
    for (let night = 1; night <= pinnedNights; night += 1) {
      latest = await lab.night(night);
      expect(await main(['promote', latest])).to.equal(0);
    }
    console.log = log;
    writeFileSync(
      budgets,
      stringify({
        rules: [
          // The medians of two single nights tell 3 % on the quiet phone alone.
          { match: { device: 'Bench 2' }, metric: 'latency_median_ms', max_regression: '3 %', evidence: 'point' },
          { metric: 'memory_predict_peak_bytes', max_regression: '8 %' },
          { metric: 'psnr_y_db', max_regression: '0.2 dB' },
        ],
      }),
    );
  });

  const gate = (run: string): Promise<number> =>
    main(['gate', run, '--budgets', budgets, '--baseline', latest, '--allow-virtual']);
  const findings = (run: string): Row[] => rowsOf(join(run, 'compare.csv'));
  const text = (run: string, file: string): string => readFileSync(join(run, file), 'utf8');
  const alarms = (run: string): Row[] =>
    findings(run).filter(({ consequence, awaits }) => consequence !== 'none' || awaits !== '');
  const about = (row: Readonly<Record<string, unknown>>): string =>
    ['variant', 'compute_units', 'device_name', 'metric'].map((name) => String(row[name])).join(' ');
  /** What the gate does not let pass. */
  const failed = (run: string): string[] => {
    const { findings: judged } = JSON.parse(text(run, 'verdict.json')) as {
      readonly findings: readonly Readonly<Record<string, unknown>>[];
    };
    return judged
      .filter(({ outcome }) => outcome !== 'passed')
      .map(about)
      .sort();
  };
  /** For each of these phones and units. */
  const everywhere = (name: (unit: string, phone: string) => string, of = phones): string[] =>
    of.flatMap((phone) => units.map((unit) => name(unit, phone)));

  it('alarms nothing where nothing changed, and says so', async () => {
    clean = await lab.night(11);
    expect(await main(['compare', baselines, clean, '--confirm'])).to.equal(0);
    expect(heard.said.at(-1)).to.contain('nothing awaits a confirmation');
    expect(alarms(clean)).to.deep.equal([]);
    expect(await gate(clean)).to.equal(0);
    const page = text(clean, 'verdict.md');
    expect(page.match(/^## .*:/gm)).to.deep.equal(['## ✅ Nothing regressed:', '## ✅ Gate passed:']);
    expect(page).to.match(/^- Nothing\. `npx rezbench promote .*` makes this run a part of the base\.$/m);
  });

  describe('in which packages are others', () => {
    const night = 12;
    const before12: Record<string, string> = {};
    let tonight = '';

    before(async () => {
      for (const name of ['slow', 'large', 'worse']) before12[name] = lab.sha256(name).slice(0, 12);
      lab.rewrite('slow');
      lab.rewrite('large');
      lab.brighten('worse', 0.0068);
      lab.writeFleet([
        { sha256: lab.sha256('slow'), units: 'all', slower: '5 %' },
        { sha256: lab.sha256('large'), memory: '15 %' },
      ]);
      tonight = await lab.night(night);
    });

    it('comes to a verdict by the commands of docs/compare.md, in their order', async () => {
      const typed = (word: string): string =>
        word
          .replace('results/LAST-NIGHT', clean)
          .replace('results/TONIGHT', tonight)
          .replace('results/baselines', baselines)
          .replace('sweeps/demo.yaml', lab.sweep);
      const codes: string[] = [];
      for (const { words } of printedCommands('docs/compare.md')) {
        if (words.includes('--resume')) await lab.measure(night);
        else if (words[0] === 'run') codes.push(`run ${String(await main([...words.map(typed), '--dry-run']))}`);
        else codes.push(`${words[0] ?? ''} ${String(await main(words.map(typed)))}`);
      }
      expect(codes).to.deep.equal([
        'compare 1',
        'promote 0',
        'compare 1',
        'compare 1',
        'compare 1',
        'compare 1',
        'run 0',
        // What regressed is refused without a reason.
        'promote 1',
        'promote 0',
      ]);
    });

    it('names what changed, with the cause, and nothing else', () => {
      expect(alarms(tonight).map(about).sort()).to.deep.equal(
        [
          ...phones.map((phone) => `slow all ${phone} latency`),
          ...everywhere((unit, phone) => `large ${unit} ${phone} memory`),
          ...everywhere((unit, phone) => `worse ${unit} ${phone} quality`),
        ].sort(),
      );
      for (const { variant = '', metric, verdict, change_percent: change, drop_db: drop, why = '' } of alarms(
        tonight,
      )) {
        expect(verdict).to.equal('regressed');
        expect(why.split('; ')[0]).to.equal(
          `the package is another one: ${before12[variant] ?? ''} before, ${lab.sha256(variant).slice(0, 12)} now`,
        );
        if (metric === 'quality') expect(Number(drop)).to.be.closeTo(0.3, 0.05);
        else expect(Number(change)).to.be.closeTo(metric === 'latency' ? 5 : 15, 1.5);
      }
    });

    it('is judged the same by the gate, where its budgets are tight enough', async () => {
      expect(await gate(tonight)).to.equal(1);
      expect(failed(tonight)).to.deep.equal(
        [
          'slow all Bench 2 latency_median_ms',
          ...everywhere((unit, phone) => `large ${unit} ${phone} memory_predict_peak_bytes`),
          ...everywhere((unit, phone) => `worse ${unit} ${phone} psnr_y_db`),
        ].sort(),
      );
    });

    it('has a page that says what to do, and no number that the tables lack', () => {
      const [comparison = ''] = text(tonight, 'verdict.md').split('<!-- end of the comparison -->');
      expect(comparison).to.contain(
        'Do not ship slow (latency on Bench 1, Bench 2); large (memory on Bench 1, Bench 2); worse (quality on Bench 1, Bench 2)',
      );
      expect(numbersIn(comparison)).to.have.length.above(300);
      expect(unfounded(comparison, findings(tonight), text(tonight, 'compare.json'))).to.deep.equal([]);
    });
  });
});
