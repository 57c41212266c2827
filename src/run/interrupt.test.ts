import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { Command } from '../../test/rig/command.js';
import { projectRoot } from '../project.js';
import { exitCodeOf, listenForInterrupt } from './interrupt.js';
import type { Interrupt } from './interrupt.js';

describe('a signal to the run', () => {
  let signals: EventEmitter;
  let exits: number[];
  let nowMs: number;
  let interrupt: Interrupt;

  beforeEach(() => {
    signals = new EventEmitter();
    exits = [];
    nowMs = 1000;
    interrupt = listenForInterrupt({
      on: (signal, listener) => signals.on(signal, listener),
      off: (signal, listener) => signals.off(signal, listener),
      exit: (code) => exits.push(code),
      nowMs: () => nowMs,
      onAlone(listener) {
        signals.on('alone', listener);
        return () => signals.off('alone', listener);
      },
    });
  });

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    it(`ends it in order: ${signal}, exit ${String(code)}`, () => {
      expect(interrupt.signal.aborted).to.equal(false);
      expect(interrupt.by()).to.equal(undefined);
      signals.emit(signal);
      expect(interrupt.signal.aborted).to.equal(true);
      expect(exits).to.deep.equal([]);
      expect(interrupt.by()).to.equal(signal);
      expect(exitCodeOf(signal)).to.equal(code);
    });

    it(`ends the process at once when it is the second: ${signal}`, () => {
      signals.emit('SIGINT');
      nowMs += 2000;
      signals.emit(signal);
      expect(exits).to.deep.equal([code]);
      expect(interrupt.by()).to.equal('SIGINT');
    });
  }

  it('that npm got and did not pass on ends it in order, and never at once', () => {
    signals.emit('alone');
    expect(interrupt.signal.aborted).to.equal(true);
    expect(interrupt.by()).to.equal('SIGHUP');
    nowMs += 2000;
    signals.emit('alone');
    expect(exits).to.deep.equal([]);
  });

  it('counts once when npm forwards what the terminal has sent already', () => {
    signals.emit('SIGINT');
    nowMs += 5;
    signals.emit('SIGINT');
    expect(exits).to.deep.equal([]);
  });

  it('ends it when npm, which stands before it, is killed', async () => {
    const script = `
      const { listenForInterrupt } = await import(${JSON.stringify(join(projectRoot, 'src/run/interrupt.ts'))});
      const { signal, by } = listenForInterrupt();
      signal.addEventListener('abort', () => { console.log('ends by ' + by()); process.exit(); });
      console.log('listens');
      setInterval(() => {}, 1e6);`;
    const npm = new Command(
      'sh',
      ['-c', '"$@" & wait', 'npm', process.execPath, '--import', 'tsx', '--input-type=module', '--eval', script],
      {
        env: { npm_command: 'exec' },
      },
    );
    await npm.line(/listens/);
    npm.signal('SIGKILL');
    await npm.line(/^ends by SIGHUP$/);
  });

  it('is left to the system when the run is over', () => {
    interrupt.stopListening();
    expect(signals.eventNames()).to.deep.equal([]);
  });
});
