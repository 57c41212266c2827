/** How much is measured before a confirmation speaks, and when it does. */
export interface Design {
  /** Fresh processes, which are the statistical unit. */
  readonly launches: number;
  /** Pairs of blocks in each, in the order AB BA. */
  readonly pairs: number;
  /** Timed iterations of a block, behind a model load of its own. */
  readonly blockIterations: number;
}

/** After a screen that was suspicious. */
export const nightly: Design = { launches: 8, pairs: 4, blockIterations: 20 };
/** Before a release, for every case and without a screen. */
export const strict: Design = { launches: 12, pairs: 4, blockIterations: 20 };

/** One-sided level of a confirmation's t test over launches. Each alarm has to pass it twice, in fresh launches. */
export const confirmLevel = 0.005;
/** Smallest change that is worth an alarm, as a share: what is smaller is left alone however sure it is. */
export const smallestWorth = 0.02;
/** A change inside plus or minus this share, with its whole 90 % interval, is none. */
export const equivalenceMargin = 0.03;

/** Launches of a case in a night that is screened, and the iterations of each. */
export const screenLaunches = 2;
export const screenIterations = 200;
/** Nights that are pinned as the baseline; the test goes by how many there really are. */
export const pinnedNights = 10;
export const fewestNights = 5;
/** Fewest cases of a phone, the one in question among them, whose median deviation is the phone's. */
export const fewestPeers = 6;
/** One-sided level of the screen: a tenth of unchanged cases is confirmed for nothing. */
export const screenLevel = 0.1;
