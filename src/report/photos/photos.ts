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
export type Shown = { readonly photos: readonly Photo[]; readonly note: string } | { readonly why: string };

/** What phones made whose outputs are the same, bit for bit. */
export interface PhonePhotos {
  /** Indices into the page's phones. */
  readonly phones: readonly number[];
  readonly shown: Shown;
}

/** Each phone of the page once, the one that it opens with first; or why there is nothing of any. */
export type Photos = readonly PhonePhotos[] | { readonly why: string };
