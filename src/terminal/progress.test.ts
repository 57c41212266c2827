import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { FakeTerminal } from '../../test/fake-terminal.js';
import { hostileName } from '../../test/hostile-names.js';
import { finished, plannedCase, plannedLaunch, planOf, session, udid, writeRun } from '../../test/hand-made-run.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { lineWidth } from './fit.js';
import { liveLines, PlainLines } from './progress-text.js';
import { showProgress } from './progress.js';
import type { PhoneProgress } from './run-progress.js';
import { paintFor } from './screen.js';

const widths = [40, 80, 120];
const plain = (_style: string, text: string): string => text;
const control = /[\p{Cc}\u202e\u2028]/u;

const phone = (more: Partial<PhoneProgress> = {}): PhoneProgress => ({
  name: 'lab-1',
  done: 12,
  total: 36,
  leftMs: 65_000,
  running: { launch: 'measure-swinir-s-x2-int8-64-cpuOnly-64x64', sinceMs: 1000 },
  last: { launch: 'measure-plain-x2-fp32-64-all-64x64', text: '6.18 ms' },
  warnings: [],
  ...more,
});
const at = (width: number) => ({ width, height: 24, nowMs: 4000, paint: plain });

describe('the progress on a terminal', () => {
  it('has a bar where there is room, and says what runs now and what came of the launch before', () => {
    expect(liveLines([phone()], at(80))).to.deep.equal([
      'lab-1  ███████░░░░░░░░░░░░░  12/36  1 min 5 s left',
      '  now   measure-swinir-s-x2-int8-64-cpuOnly-64x64  3 s',
      '  last  measure-plain-x2-fp32-64-all-64x64  6.18 ms',
    ]);
    expect(liveLines([phone()], at(40))).to.deep.equal([
      'lab-1  12/36  1 min 5 s left',
      '  now   measure-swinir-s-x2-int8-6…  3 s',
      '  last  measure-plain-x2-fp32-…  6.18 ms',
    ]);
    expect(liveLines([phone()], at(120))[1]).to.equal('  now   measure-swinir-s-x2-int8-64-cpuOnly-64x64  3 s');
  });

  it('shows how far a long photo is', () => {
    const running = { launch: 'quality-net-all', sinceMs: 0, share: 0.428 };
    expect(liveLines([phone({ running })], at(80))[1]).to.equal('  now   quality-net-all  42 %, 4 s');
  });

  it('gives many phones a line each, and no more lines than the terminal has', () => {
    const phones = Array.from({ length: 12 }, (_, index) => phone({ name: `lab-${String(index + 1)}` }));
    const lines = liveLines(phones, at(80));
    expect(lines).to.have.length(12);
    expect(lines[11]).to.match(/^lab-12 {2}12\/36 {2}1 min 5 s left {2}measure-/);
    const low = liveLines(phones, { ...at(80), height: 8 });
    expect([low.length, low.at(-1)]).to.deep.equal([7, 'and 6 more phones']);
  });

  it('is never wider than asked, and shows no hostile name raw', () => {
    fc.assert(
      fc.property(hostileName, fc.constantFrom(...widths), fc.integer({ min: 1, max: 6 }), (text, width, count) => {
        const hostile = phone({
          name: text,
          running: { launch: text, purpose: text, sinceMs: 0 },
          last: { launch: text, text: '1 ms' },
          warnings: [text],
        });
        const lines = liveLines(
          Array.from({ length: count }, () => hostile),
          at(width),
        );
        expect(Math.max(...lines.map(lineWidth))).to.be.at.most(width);
        expect(lines.join('')).not.to.match(control);
        expect(new PlainLines().next([hostile, hostile]).join('')).not.to.match(control);
      }),
    );
  });
});

describe('the progress in a log', () => {
  const seen = (...looks: readonly Partial<PhoneProgress>[]): string[] => {
    const lines = new PlainLines();
    return looks.flatMap((look) => lines.next([phone({ total: 4, leftMs: 5000, ...look })]));
  };
  const runs = (launch: string, share?: number) => ({ launch, sinceMs: 0, share });

  it('has a line for each launch that begins, and one at the end', () => {
    const last = { launch: 'p', text: '6.18 ms' };
    expect(
      seen(
        { done: 0, running: undefined, last: undefined },
        { done: 0, running: runs('p'), last: undefined },
        { done: 0, running: runs('p'), last: undefined },
        { done: 3, running: undefined, last },
        { done: 3, running: runs('m'), last },
        { done: 4, leftMs: 0, running: undefined, last },
      ),
    ).to.deep.equal([
      '0/4  5 s left  the session begins',
      '0/4  5 s left  p',
      '3/4  5 s left  m  (before: 6.18 ms)',
      '4/4  0 s left  done  (before: 6.18 ms)',
    ]);
  });

  it('gives what came of a launch a line of its own where both would be too long for one', () => {
    const launch = 'measure-swinir-s-x2-fp16-64-all-64x64-2: a load that was prepared';
    expect(
      seen({ done: 3, running: runs(launch), last: { launch: 'p', text: 'crashed: the app died in measure' } }),
    ).to.deep.equal([`3/4  5 s left  ${launch}`, '       (before: crashed: the app died in measure)']);
  });

  it('has a line for every fourth part of a long launch', () => {
    const shares = [undefined, 0.1, 0.3, 0.4, 0.8];
    expect(seen(...shares.map((share) => ({ done: 0, running: runs('q', share), last: undefined })))).to.deep.equal([
      '0/4  5 s left  q',
      '0/4  5 s left  q  30 %',
      '0/4  5 s left  q  80 %',
    ]);
  });

  it('names the phone where there are several, and keeps warnings', () => {
    const both = [phone({ name: 'a', warnings: ['m: crashed'] }), phone({ name: 'b', last: undefined })];
    expect(new PlainLines().next(both)).to.deep.equal([
      'warning: a: m: crashed',
      'a  12/36  1 min 5 s left  measure-swinir-s-x2-int8-64-cpuOnly-64x64  (before: 6.18 ms)',
      'b  12/36  1 min 5 s left  measure-swinir-s-x2-int8-64-cpuOnly-64x64',
    ]);
  });
});

describe('what shows the progress', () => {
  const plan = planOf([plannedCase('c')], [plannedLaunch('m', { case: 'c' })]);
  const crashed = { status: 'crashed', step: 'measure' } as const;

  const shownOn = (
    screen: { isTTY?: boolean; columns?: number; rows?: number },
    env = {},
    speech?: 'quiet' | 'json',
  ): string => {
    const folder = writeRun(temporaryFolder().path, plan, [session(), finished('m', crashed)]);
    const phones = [{ target: { udid, name: 'A phone', osVersion: '17.5' }, capabilities: {}, journaled: 0 }];
    let written = '';
    const write = (text: string): void => {
      written += text;
    };
    showProgress({ folder, phones }, plan, { screen: { ...screen, write }, env, speech })();
    return written;
  };

  it('writes plain lines without a terminal, and on a dumb one', () => {
    const lines =
      'warning: m: crashed: the app died in measure\n1/1  0 s left  done  (before: crashed: the app died in measure)\n';
    expect(shownOn({})).to.equal(lines);
    expect(shownOn({ isTTY: true, columns: 80 }, { TERM: 'dumb' })).to.equal(lines);
  });

  it('takes a terminal that says it has no columns for one of the usual width', () => {
    const usual = shownOn({ isTTY: true, columns: 80, rows: 24 });
    expect(shownOn({ isTTY: true, columns: 0, rows: 0 }))
      .to.equal(usual)
      .and.to.contain('now');
  });

  for (const columns of widths) {
    it(`leaves on a terminal of ${String(columns)} columns only warnings, and what others said meanwhile`, () => {
      const terminal = new FakeTerminal(columns);
      const phones = [{ target: { udid, name: 'A phone', osVersion: '17.5' }, capabilities: {}, journaled: 0 }];
      const folder = writeRun(temporaryFolder().path, plan, [session(), finished('m', crashed)]);
      const end = showProgress({ folder, phones }, plan, { screen: terminal, env: {} });
      expect(terminal.lines.slice(0, 3)).to.deep.equal([
        'warning: m: crashed: the app died in measure',
        '',
        columns < 60 ? 'A phone  1/1  0 s left' : 'A phone  ████████████████████  1/1  0 s left',
      ]);
      terminal.write('rezbench: said by another\n');
      end();
      expect(terminal.lines.filter((line) => line !== '')).to.deep.equal([
        'warning: m: crashed: the app died in measure',
        'rezbench: said by another',
      ]);
    });
  }

  it('has no colour where NO_COLOR is set, though its lines renew themselves', () => {
    expect(shownOn({ isTTY: true, columns: 80 }, { NO_COLOR: '1' })).not.to.match(/\u001b\[\d+m/);
    expect(paintFor({ isTTY: true, write: () => true }, { NO_COLOR: '' })('red', 'x')).to.equal('\u001b[31mx\u001b[0m');
  });

  it('says nothing where that was asked for, or where JSON is to come', () => {
    expect(shownOn({ isTTY: true, columns: 80 }, {}, 'quiet')).to.equal('');
    expect(shownOn({}, {}, 'json')).to.equal('');
  });
});
