/** Milliseconds that only grow. Durations are measured with it, because the wall clock of a node may be set. */
export type Clock = () => number;

export const monotonic: Clock = () => performance.now();
