import { CommandFailed } from '../../src/phone/command.js';
import type { Loss } from '../../src/contract/outcome.js';
import type { Identity } from '../../src/virtual/iphone/identity.js';
import { TwinPhone } from '../../test/twin-phone.js';

/** A phone of the farm: its app's twin runs in this process, until the cable is pulled. */
export class FarmPhone extends TwinPhone {
  #launchesLeft: number;

  /** `launches`: after how many the cable is pulled; Infinity for never. */
  constructor(home: string, identity: Identity, build: string, launches: number) {
    super(home, identity, build);
    this.#launchesLeft = launches;
  }

  get isAttached(): boolean {
    return this.#launchesLeft >= 0;
  }

  override async launchApp(args: readonly string[]): Promise<void> {
    this.#launchesLeft -= 1;
    if (!this.isAttached) throw new CommandFailed('launch the app', 'the phone does not answer');
    await super.launchApp(args);
  }

  override lossAfter(): Promise<Loss | undefined> {
    return Promise.resolve(this.isAttached ? undefined : { cause: 'cable', detail: 'the phone is gone' });
  }
}
