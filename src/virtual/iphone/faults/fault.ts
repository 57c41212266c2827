import type { Launch } from '../launch.js';
import type { PhoneParts } from '../phone-parts.js';
import type { Transfer, TransferTrouble } from '../transfer.js';

/** Something that goes wrong on a phone. It sees every launch and strikes those it is meant for. */
export interface Fault {
  /** A host asks for a launch, which would be this one. The phone may still refuse it. */
  beforeLaunch?(number: number, phone: PhoneParts): void;
  /** The app has been started. */
  strike(launch: Launch): void;
  /** A host reads or writes a file of an app. Returns what becomes of it, if the fault is about that. */
  onTransfer?(transfer: Transfer, phone: PhoneParts): TransferTrouble | undefined;
}

/** What a fault does. Calls `struck` once it has done its damage. */
export interface Trouble {
  beforeLaunch?(number: number, phone: PhoneParts, struck: () => void): void;
  strike?(launch: Launch, struck: () => void): void;
  onTransfer?(transfer: Transfer, phone: PhoneParts, struck: () => void): TransferTrouble | undefined;
}

/** Trouble for the launch with this number. */
export const inLaunch = (turn: number, act: (launch: Launch, struck: () => void) => void): Trouble => ({
  strike(launch, struck) {
    if (launch.number === turn) act(launch, struck);
  },
});
