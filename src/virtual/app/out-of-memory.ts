/** The code by which an app ends that has run out of memory: the phone's system takes it for one that jetsam killed. */
export const outOfMemory = 137;
