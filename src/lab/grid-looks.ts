import type { Target } from '../phone/target.js';
import { askGrid } from './grid-hub.js';
import type { GridAnswer, GridHub } from './grid-hub.js';
import type { GridPhone } from './grid-status.js';
import { SharedAnswer } from './shared-answer.js';

/** Looks for phones in a Grid. */
export class GridLooks {
  readonly #status: SharedAnswer<GridAnswer>;

  constructor(hub: Pick<GridHub, 'url'>) {
    // A hub that did not answer may do so for the next who asks.
    this.#status = new SharedAnswer(
      () => askGrid(hub),
      ({ kind }) => kind === 'status',
    );
  }

  /**
   * The phone at a node that takes sessions, as it is now or was at most so long ago; undefined also where the Grid does not
   * answer.
   */
  async phone({ udid }: Pick<Target, 'udid'>, mostAgeMs = 0): Promise<GridPhone | undefined> {
    const answer = await this.#status.get(mostAgeMs);
    if (answer.kind !== 'status') return undefined;
    return answer.status.phones.find(({ isUp, stereotype }) => isUp && stereotype['appium:udid'] === udid);
  }
}

/** Whether a node of the Grid at this address has the phone and takes sessions. */
export const isInGrid = async (url: string, udid: string): Promise<boolean> =>
  (await new GridLooks({ url }).phone({ udid })) !== undefined;
