import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { listenForInterrupt } from './interrupt.js';
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
    });
  });

  it('ends it in order', () => {
    expect(interrupt.signal.aborted).to.equal(false);
    signals.emit('SIGTERM');
    expect(interrupt.signal.aborted).to.equal(true);
    expect(exits).to.deep.equal([]);
  });

  it('ends the process at once when it is the second', () => {
    signals.emit('SIGINT');
    nowMs += 2000;
    signals.emit('SIGINT');
    expect(exits).to.deep.equal([130]);
  });

  it('counts once when npm forwards what the terminal has sent already', () => {
    signals.emit('SIGINT');
    nowMs += 5;
    signals.emit('SIGINT');
    expect(exits).to.deep.equal([]);
  });

  it('is left to the system when the run is over', () => {
    interrupt.stopListening();
    expect(signals.listenerCount('SIGINT') + signals.listenerCount('SIGTERM')).to.equal(0);
  });
});
