/**
 * The phone's Darwin notifications. A post that nobody observes yet waits for its first observer: an installation is
 * over in milliseconds here, before the client that asked for it has had time to observe.
 */
export class Notifications {
  readonly #observers = new Map<string, Set<() => void>>();
  readonly #waiting = new Set<string>();

  post(name: string): void {
    const observers = this.#observers.get(name);
    if (!observers?.size) {
      this.#waiting.add(name);
      return;
    }
    for (const observer of observers) observer();
  }

  /** Returns the function that stops observing. */
  observe(name: string, observer: () => void): () => void {
    const observers = this.#observers.get(name) ?? new Set();
    this.#observers.set(name, observers.add(observer));
    if (this.#waiting.delete(name)) observer();
    return () => observers.delete(observer);
  }
}
