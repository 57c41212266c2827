import { EventEmitter } from 'node:events';

/** How long xcodebuild, or whatever else ran WebDriverAgent, needs to notice its end and start it again. */
const wdaRestartMs = 1500;

interface LinkEvents {
  readonly unplugged: [];
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
  #closed = false;
  #replug: NodeJS.Timeout | undefined;
  #restart: NodeJS.Timeout | undefined;

  /** WebDriverAgent dies and is started again. Nothing happens while it is dead already. */
  endWda(): void {
    if (this.#closed || !this.#wdaRuns) return;
    this.#stopWda();
    this.#restartWda();
  }

  /**
   * Pulls the cable and puts it back after a time. The test session ends with it. Nothing happens while the cable is
   * out already.
   */
  unplug(durationMs: number): void {
    if (this.#closed || !this.#plugged) return;
    this.#plugged = false;
    clearTimeout(this.#restart);
    this.emit('unplugged');
    if (this.#wdaRuns) this.#stopWda();
    this.#replug = setTimeout(() => {
      this.plugIn();
    }, durationMs);
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

  #stopWda(): void {
    this.#wdaRuns = false;
    this.emit('wdaEnded');
  }

  #restartWda(): void {
    this.#restart = setTimeout(() => {
      this.#wdaRuns = true;
      this.emit('wdaStarted');
    }, wdaRestartMs);
  }
}
