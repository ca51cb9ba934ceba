/** Monotonic milliseconds. Durations are measured with it, because the wall clock of a node may be changed. */
export type Clock = () => number;

export const monotonic: Clock = () => performance.now();
