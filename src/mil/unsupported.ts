/** The model is sound, but rezbench does not run what it asks for; the message names the operation or layer. */
export class Unsupported extends Error {}
