import { EventEmitter } from 'node:events';

/** How long xcodebuild, or whatever else ran WebDriverAgent, needs to notice its end and start it again. */
const wdaRestartMs = 1500;

interface LinkEvents {
  /** The cable is out. A phone on Wi-Fi can still be reached. */
  readonly unplugged: [];
  /** The phone is gone as a whole. */
  readonly away: [];
  /** The phone is there again, in every way. */
  readonly plugged: [];
  readonly wdaEnded: [];
  readonly wdaStarted: [];
}

/**
 * What joins a phone to its host: the cable, and the test session through it that keeps WebDriverAgent alive. Faults
 * pull at it; usbmuxd and WebDriverAgent listen to its events. Apps on the phone notice nothing of either.
 */
export class HostLink extends EventEmitter<LinkEvents> {
  #plugged = true;
  #wdaRuns = true;
  #wdaIsOrphaned = false;
  #closed = false;
  #replug: NodeJS.Timeout | undefined;
  #restart: NodeJS.Timeout | undefined;

  /** Whether WebDriverAgent runs without the test session that allows it to act on the phone. */
  get wdaIsOrphaned(): boolean {
    return this.#wdaIsOrphaned;
  }

  /**
   * WebDriverAgent loses its test session, so that it answers and can do nothing, until somebody starts it anew after a
   * time. Nothing happens while it is dead.
   */
  orphanWda(durationMs: number): void {
    if (this.#closed || !this.#wdaRuns) return;
    this.#wdaIsOrphaned = true;
    clearTimeout(this.#restart);
    this.#restart = setTimeout(() => {
      this.endWda();
    }, durationMs);
  }

  /** WebDriverAgent dies and is started again. Nothing happens while it is dead already. */
  endWda(): void {
    if (this.#closed || !this.#wdaRuns) return;
    clearTimeout(this.#restart);
    this.#stopWda();
    this.#restartWda();
  }

  /**
   * Pulls the cable and puts it back after a time. The test session ends with it. Nothing happens while the cable is
   * out already.
   */
  unplug(durationMs: number): void {
    this.#leave(durationMs, 'unplugged');
  }

  /** The phone restarts: it is gone from the cable and from Wi-Fi for a time. */
  restart(durationMs: number): void {
    this.#leave(durationMs, 'away');
  }

  /** Puts the cable back before its time. A new WebDriverAgent follows, for whoever ran the last one starts it again. */
  plugIn(): void {
    if (this.#closed || this.#plugged) return;
    clearTimeout(this.#replug);
    this.#plugged = true;
    this.emit('plugged');
    this.#restartWda();
  }

  /** Nothing changes any more. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#replug);
    clearTimeout(this.#restart);
  }

  #leave(durationMs: number, how: 'unplugged' | 'away'): void {
    if (this.#closed || !this.#plugged) return;
    this.#plugged = false;
    clearTimeout(this.#restart);
    this.emit(how);
    if (this.#wdaRuns) this.#stopWda();
    this.#replug = setTimeout(() => {
      this.plugIn();
    }, durationMs);
  }

  #stopWda(): void {
    this.#wdaRuns = false;
    this.#wdaIsOrphaned = false;
    this.emit('wdaEnded');
  }

  #restartWda(): void {
    this.#restart = setTimeout(() => {
      this.#wdaRuns = true;
      this.emit('wdaStarted');
    }, wdaRestartMs);
  }
}
