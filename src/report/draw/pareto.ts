/** A point of a trade-off: less cost is better, more gain is better. */
export interface Trade {
  readonly cost: number;
  readonly gain: number;
}

/** The points that no other beats: none costs less or as little and gains more, or costs less and gains as much. */
export function paretoFront<Point extends Trade>(points: readonly Point[]): Point[] {
  const beaten = (point: Point): boolean =>
    points.some(
      (other) =>
        other.cost <= point.cost && other.gain >= point.gain && (other.cost < point.cost || other.gain > point.gain),
    );
  return points.filter((point) => !beaten(point)).sort((a, b) => a.cost - b.cost || a.gain - b.gain);
}
