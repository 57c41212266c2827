/** A share as a person reads it, without decimals. */
export const percent = (share: number): string => `${String(Math.round(share * 100))} %`;
