/** Faults of the calls to the simulated containerd. */
export const CALLS = ['Version', 'ListPodSandbox', 'PodSandboxStatus', 'GetContainerEvents'] as const;
export type Call = (typeof CALLS)[number];

/** `hang`: no answer. `garbage`: bytes that are no message. `reject`: an error. A number: the answer comes after this many milliseconds. */
export type Fault = 'hang' | 'garbage' | 'reject' | number;

export class CriFaults {
  readonly #faults = new Map<Call, Fault>();

  /** @param call Absent: all of them. @param fault Absent: no longer any. */
  set(fault: Fault | undefined, call?: Call): void {
    for (const each of call === undefined ? CALLS : [call]) {
      if (fault === undefined) this.#faults.delete(each);
      else this.#faults.set(each, fault);
    }
  }

  of(call: Call): Fault | undefined {
    return this.#faults.get(call);
  }
}
