import type { FeatureDescription, Range } from '../coreml/feature.js';

/** A feature in a line: its name, what it holds, and the sizes that it takes. */
export const featureText = (feature: FeatureDescription): string =>
  `${feature.name}: ${typeText(feature)}${feature.optional ? ' (optional)' : ''}`;

function typeText({ type }: FeatureDescription): string {
  switch (type.kind) {
    case 'other':
      return type.what;
    case 'image':
      return `${type.colour} ${imageSizes(type)}`;
    case 'array':
      return `${type.element} ${arrayShapes(type)}`;
  }
}

type Of<Kind> = Extract<FeatureDescription['type'], { kind: Kind }>;

function imageSizes({ sizes, width, height }: Of<'image'>): string {
  switch (sizes.kind) {
    case 'fixed':
      return `${String(width)}x${String(height)}`;
    case 'enumerated':
      return sizes.sizes.map((one) => `${String(one.width)}x${String(one.height)}`).join('|');
    case 'range':
      return `width ${rangeText(sizes.width)}, height ${rangeText(sizes.height)}`;
  }
}

function arrayShapes({ shape, shapes }: Of<'array'>): string {
  switch (shapes.kind) {
    case 'fixed':
      return shapeText(shape);
    case 'unstated':
      return 'of a shape that is not stated';
    case 'enumerated':
      return shapes.shapes.map(shapeText).join('|');
    case 'range': {
      const names = axisNames(shape);
      const axes = shapes.axes.map((range, axis) =>
        range.lowest === range.highest
          ? String(range.lowest)
          : `${names[axis] ?? `axis ${String(axis)}`} ${rangeText(range)}`,
      );
      return `[${axes.join(', ')}]`;
    }
  }
}

const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

const rangeText = ({ lowest, highest }: Range): string =>
  lowest === highest ? String(lowest) : `${String(lowest)}..${String(highest ?? 'any')}`;

/** What the axes of a picture are, which the channels tell: one or three. No file states it. */
function axisNames(shape: readonly number[]): readonly string[] {
  const isChannels = (side: number | undefined): boolean => side === 1 || side === 3;
  const batch = shape.length === 4 ? ['batch'] : [];
  if (shape.length !== 3 && shape.length !== 4) return [];
  if (isChannels(shape.at(-3))) return [...batch, 'channels', 'height', 'width'];
  return isChannels(shape.at(-1)) ? [...batch, 'height', 'width', 'channels'] : [];
}
