/** A picture of the page, as a data URL. */
export interface Tile {
  readonly title: string;
  /** What is known of it, such as its PSNR. */
  readonly about: string;
  readonly picture: string;
  /** Where it differs from the true picture; absent for that itself. */
  readonly error?: string;
}

/** One photo of the test set, where the variants differ most. */
export interface Photo {
  readonly image: string;
  readonly about: string;
  readonly tiles: readonly Tile[];
}

/** What there is to look at, or why there is nothing. */
export type Photos = { readonly photos: readonly Photo[]; readonly note: string } | { readonly why: string };
