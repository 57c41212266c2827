import type { Transfer, TransferTrouble } from '../transfer.js';
import type { Trouble } from './fault.js';

/** Trouble with the first transfer of a launch: pushes come before its app starts, and pulls after that. */
function firstOf(way: Transfer['way'], turn: number, trouble: TransferTrouble): Trouble {
  let isDone = false;
  const begun = way === 'push' ? turn - 1 : turn;
  return {
    onTransfer(transfer, _phone, struck) {
      if (isDone || transfer.way !== way || transfer.launches !== begun) return undefined;
      isDone = true;
      struck();
      return trouble;
    },
  };
}

export const pushStalls = (turn: number, seconds: number): Trouble =>
  firstOf('push', turn, { kind: 'stalls', durationMs: seconds * 1000 });
export const pushTruncated = (turn: number): Trouble => firstOf('push', turn, { kind: 'truncated' });
export const pushCorrupted = (turn: number): Trouble => firstOf('push', turn, { kind: 'corrupted' });
export const fileServiceDies = (turn: number): Trouble => firstOf('push', turn, { kind: 'dies' });

export const pullStalls = (turn: number, seconds: number): Trouble =>
  firstOf('pull', turn, { kind: 'stalls', durationMs: seconds * 1000 });
export const pullTruncated = (turn: number): Trouble => firstOf('pull', turn, { kind: 'truncated' });
export const pullCorrupted = (turn: number): Trouble => firstOf('pull', turn, { kind: 'corrupted' });

/** The phone's disk is full when the first file of a launch is pushed, and for a time after that. */
export function noSpace(turn: number, seconds: number): Trouble {
  let isDone = false;
  return {
    onTransfer({ way, launches }, { disk }, struck) {
      if (isDone || way !== 'push' || launches !== turn - 1) return undefined;
      isDone = true;
      disk.fill(seconds * 1000);
      struck();
      return undefined;
    },
  };
}
