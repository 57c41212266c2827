import type { RouteName } from '../contract/route.js';
import { titleOf } from '../phone/target.js';
import type { Target } from '../phone/target.js';
import { routeTo } from '../phone/tunnel.js';

type RouteOf = (target: Target) => Promise<{ readonly name: RouteName }>;

/** The routes to the phones of a node, which declares them once. Each session takes the one that there is when it begins. */
export class RouteWatch {
  readonly #routeOf: RouteOf;
  readonly #routes = new Map<Target, { readonly declared: RouteName; now: RouteName }>();

  private constructor(routeOf: RouteOf) {
    this.#routeOf = routeOf;
  }

  static async of(targets: readonly Target[], routeOf: RouteOf = routeTo): Promise<RouteWatch> {
    const watch = new RouteWatch(routeOf);
    for (const target of targets) {
      const { name } = await routeOf(target);
      watch.#routes.set(target, { declared: name, now: name });
    }
    return watch;
  }

  /** What the node declares. */
  declared(target: Target): RouteName {
    const route = this.#routes.get(target);
    if (route === undefined) throw new Error(`no route to ${target.udid} is watched`);
    return route.declared;
  }

  /** A sentence for each phone whose route has changed since the last look, and is not the declared one. */
  async look(): Promise<string[]> {
    const said: string[] = [];
    for (const [target, route] of this.#routes) {
      const before = route.now;
      route.now = (await this.#routeOf(target)).name;
      if (route.now === before || route.now === route.declared) continue;
      said.push(
        `${titleOf(target)} is reached by ${route.now} now, and this node declares ${route.declared}, which tables would say; start the node again`,
      );
    }
    return said;
  }
}
