import { EventEmitter } from 'node:events';

/** How long xcodebuild, or whatever else ran WebDriverAgent, needs to notice its end and start it again. */
const wdaRestartMs = 1500;

/** What goes wrong with the tunnel to a phone. */
export type TunnelTrouble =
  /** It is cut, and comes up again after a time. */
  | { readonly kind: 'drops'; readonly durationMs: number }
  /** Nothing answers in it any more, and the registry goes on listing it until a new one is there. */
  | { readonly kind: 'dead'; readonly durationMs: number }
  /** Another phone answers at the address that the registry lists, until the cable is put in again. */
  | { readonly kind: 'other_phone'; readonly udid: string }
  /** The registry answers and does not list it for a time. */
  | { readonly kind: 'unlisted'; readonly durationMs: number }
  /** Whoever connects through it waits for so long before anything answers; 0 ends that. */
  | { readonly kind: 'waits'; readonly eachMs: number };

interface LinkEvents {
  /** The cable is out. A phone on Wi-Fi can still be reached. */
  readonly unplugged: [];
  /** The phone is gone as a whole. */
  readonly away: [];
  /** The phone is there again, in every way. */
  readonly plugged: [];
  readonly wdaEnded: [];
  readonly wdaStarted: [];
  /** The host's own server of WebDriver sessions is killed. */
  readonly serverKilled: [];
  readonly tunnelTrouble: [trouble: TunnelTrouble];
}

/**
 * What joins a phone to its host: the cable, and the test session through it that keeps WebDriverAgent alive. Faults
 * pull at it; usbmuxd and WebDriverAgent listen to its events. Apps on the phone notice nothing of either.
 */
export class HostLink extends EventEmitter<LinkEvents> {
  #plugged = true;
  #wdaRuns = true;
  #wdaIsOrphaned = false;
  #wdaHangs = false;
  #wdaLaterMs = 0;
  #closed = false;
  #replug: NodeJS.Timeout | undefined;
  #restart: NodeJS.Timeout | undefined;

  /** Whether WebDriverAgent runs without the test session that allows it to act on the phone. */
  get wdaIsOrphaned(): boolean {
    return this.#wdaIsOrphaned;
  }

  /** Whether WebDriverAgent accepts connections and answers nothing. */
  get wdaHangs(): boolean {
    return this.#wdaHangs;
  }

  /** WebDriverAgent answers nothing any more, until somebody starts it anew after a time. Nothing happens while it is dead. */
  hangWda(durationMs: number): void {
    if (this.#closed || !this.#wdaRuns) return;
    this.#wdaHangs = true;
    clearTimeout(this.#restart);
    this.#restart = setTimeout(() => {
      this.endWda();
    }, durationMs);
  }

  /** Something goes wrong with the tunnel to the phone. False when it has none. */
  troubleTunnel(trouble: TunnelTrouble): boolean {
    return !this.#closed && this.emit('tunnelTrouble', trouble);
  }

  /** The host's WebDriver server, through which all of this goes, is killed. */
  killServer(): void {
    if (!this.#closed) this.emit('serverKilled');
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

  /** A host has started WebDriverAgent itself, whatever the last one did. */
  wdaIsLaunched(): void {
    if (this.#closed) return;
    clearTimeout(this.#restart);
    this.#wdaRuns = true;
    this.#wdaIsOrphaned = false;
    this.#wdaHangs = false;
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

  /** The phone restarts: it is gone from the cable and from Wi-Fi for a time. WebDriverAgent is started so much later. */
  restart(durationMs: number, wdaLaterMs = 0): void {
    this.#leave(durationMs, 'away', wdaLaterMs);
  }

  /** Puts the cable back before its time. A new WebDriverAgent follows, for whoever ran the last one starts it again. */
  plugIn(): void {
    if (this.#closed || this.#plugged) return;
    clearTimeout(this.#replug);
    this.#plugged = true;
    this.emit('plugged');
    this.#restartWda(this.#wdaLaterMs);
  }

  /** Nothing changes any more. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#replug);
    clearTimeout(this.#restart);
  }

  #leave(durationMs: number, how: 'unplugged' | 'away', wdaLaterMs = 0): void {
    if (this.#closed || !this.#plugged) return;
    this.#plugged = false;
    this.#wdaLaterMs = wdaLaterMs;
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
    this.#wdaHangs = false;
    this.emit('wdaEnded');
  }

  #restartWda(laterMs = 0): void {
    this.#restart = setTimeout(() => {
      this.#wdaRuns = true;
      this.emit('wdaStarted');
    }, wdaRestartMs + laterMs);
  }
}
