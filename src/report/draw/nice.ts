/** A range whose ends are round numbers, as few as six steps apart. */
export function niceDomain(low: number, high: number): readonly [number, number] {
  if (low === high) return low === 0 ? [0, 1] : niceDomain(low - Math.abs(low) * 0.05, high + Math.abs(high) * 0.05);
  const rough = (high - low) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return [Math.floor(low / step) * step, Math.ceil(high / step) * step];
}
