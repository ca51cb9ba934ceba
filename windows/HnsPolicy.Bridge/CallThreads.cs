using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace HnsPolicy.Bridge
{
    /// <summary>
    /// Threads for native calls. HNS can hang, and a native call cannot be taken back: a hung one holds a thread of these for ever, never one of the
    /// runtime's pool, which edge-js needs to hand out answers. Beyond the limit nothing waits its turn, because a change that waited behind a hung
    /// call could take effect long after its caller gave up.
    /// </summary>
    internal sealed class CallThreads
    {
        private readonly object gate = new object();
        private readonly Queue<Action> accepted = new Queue<Action>();
        private readonly int limit;
        private int threads;
        private int running;

        /// <param name="limit">Calls at once, and so threads. They are made when needed and stay.</param>
        internal CallThreads(int limit) => this.limit = limit;

        internal int Limit => limit;

        /// <summary>Makes the call on a thread of these.</summary>
        /// <returns>Null when as many calls as allowed have not come back yet.</returns>
        internal Task<T>? Start<T>(Func<T> call)
        {
            var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (gate)
            {
                if (running == limit)
                {
                    return null;
                }

                // A thread whose call has come back is free, though it may not be waiting yet.
                if (running == threads)
                {
                    AddThread();
                }

                running++;
                accepted.Enqueue(() => Complete(result, call));
                Monitor.Pulse(gate);
            }

            return result.Task;
        }

        private void AddThread()
        {
            new Thread(Work) { IsBackground = true, Name = "HNS call" }.Start();
            threads++;
        }

        private void Work()
        {
            while (true)
            {
                Next()();
            }
        }

        private Action Next()
        {
            lock (gate)
            {
                while (accepted.Count == 0)
                {
                    Monitor.Wait(gate);
                }

                return accepted.Dequeue();
            }
        }

        private void Complete<T>(TaskCompletionSource<T> result, Func<T> call)
        {
            T value;
            try
            {
                value = call();
            }
#pragma warning disable CA1031 // It belongs to whoever asked.
            catch (Exception error)
#pragma warning restore CA1031
            {
                Return();
                result.SetException(error);
                return;
            }

            // First, so that whoever sees the answer can call again.
            Return();
            result.SetResult(value);
        }

        private void Return()
        {
            lock (gate)
            {
                running--;
            }
        }
    }
}
