import { assertNever } from '../contract/outcome.js';

/** An image that cannot be judged, since a file that its figures derive from is missing or damaged. */
export interface QualityGap {
  readonly launch: string;
  readonly image: string;
  readonly kind: 'output' | 'truth' | 'input' | 'reference' | 'network';
  readonly file: string;
}

export const isGap = (found: object): found is QualityGap => 'kind' in found;

/** One sentence: what is the matter, and what to do. */
export function explainGap({ launch, image, kind, file }: QualityGap): string {
  const whose = `${image} of ${launch}`;
  switch (kind) {
    case 'output':
      return `${file} is missing or damaged, so ${whose} cannot be judged; put it back, or run the sweep anew`;
    case 'truth':
      return `${file}, the true image of ${whose}, is missing or damaged; put the results folder's .inputs back, or run the sweep anew`;
    case 'input':
      return `${file}, the input of ${whose}, is missing or damaged; put the results folder's .inputs back, or run the sweep anew`;
    case 'reference':
      return `${file}, the reference of ${whose}, is missing or has changed since the plan was made; put it back, or run the sweep anew`;
    case 'network':
      return `${file}, a network that judges ${whose}, is missing or has changed since the plan was made; put it back, or run the sweep anew`;
    default:
      return assertNever(kind);
  }
}
