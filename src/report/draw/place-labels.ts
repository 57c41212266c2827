/** Where a point is, in pixels, and what it is called. */
export interface Labelled {
  readonly px: number;
  readonly py: number;
  readonly text: string;
  /** Pixels by which its mark is larger than others. */
  readonly ring?: number;
}

/** How a text stands beside its point. */
export interface Placed {
  readonly dx: number;
  readonly dy: number;
  readonly align: 'left' | 'right' | 'center';
}

/** What a name must not cover. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Pixels of a letter of the charts' font, on average and amply, and of a line. */
const letterWidth = 6.4;
const lineHeight = 13;
const pointRadius = 6;

const places: readonly Placed[] = [
  { dx: 0, dy: -12, align: 'center' },
  { dx: 10, dy: 0, align: 'left' },
  { dx: -10, dy: 0, align: 'right' },
  { dx: 0, dy: 13, align: 'center' },
  { dx: 9, dy: -11, align: 'left' },
  { dx: -9, dy: -11, align: 'right' },
  { dx: 9, dy: 12, align: 'left' },
  { dx: -9, dy: 12, align: 'right' },
  { dx: 0, dy: -26, align: 'center' },
  { dx: 0, dy: 27, align: 'center' },
  { dx: 14, dy: -24, align: 'left' },
  { dx: 14, dy: 25, align: 'left' },
];

/**
 * For each of `wanted`, in order of importance, the first place where its name covers no obstacle, no other name and no edge.
 * Undefined where there is none: the name shows when the point is pointed at.
 */
export function placeLabels(
  wanted: readonly Labelled[],
  obstacles: readonly Box[],
  { width, height }: { readonly width: number; readonly height: number },
): (Placed | undefined)[] {
  const taken = [...obstacles];
  return wanted.map((label) => {
    for (const place of places.map((each) => beyond(each, label.ring ?? 0))) {
      const box = boxOf(label, place);
      const isInside = box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height;
      if (!isInside || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      return place;
    }
    return undefined;
  });
}

/** The same place so much further away from its mark. */
const beyond = ({ dx, dy, align }: Placed, pixels: number): Placed => ({
  dx: dx + Math.sign(dx) * pixels,
  dy: dy + Math.sign(dy) * pixels,
  align,
});

/** The room of a mark. */
export function boxAround({ px, py, ring = 0 }: Pick<Labelled, 'px' | 'py' | 'ring'>): Box {
  const radius = pointRadius + ring;
  return { left: px - radius, right: px + radius, top: py - radius, bottom: py + radius };
}

function boxOf({ px, py, text }: Labelled, { dx, dy, align }: Placed): Box {
  const width = text.length * letterWidth;
  const left = px + dx - (align === 'left' ? 0 : align === 'right' ? width : width / 2);
  return { left, right: left + width, top: py + dy - lineHeight / 2, bottom: py + dy + lineHeight / 2 };
}

const overlap = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
