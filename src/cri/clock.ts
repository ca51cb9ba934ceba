/** Monotonic time: setting the machine's clock changes neither `now` nor a wait. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number;
  /** Calls back once, after this many milliseconds. @returns Cancels it. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const MONOTONIC: Clock = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
