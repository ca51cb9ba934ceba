using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace HnsPolicy.Bridge
{
    /// <summary>
    /// Threads for native calls. HNS can hang, and a native call cannot be cancelled. A hung call keeps one of these threads, and never one of
    /// the runtime's pool, which edge-js needs to deliver results. Calls beyond the limit fail immediately: a change that waited behind a hung
    /// call could take effect long after its caller gave up.
    /// </summary>
    internal sealed class CallThreads
    {
        private readonly object gate = new object();
        private readonly Queue<Action> accepted = new Queue<Action>();
        private readonly int limit;
        private int threads;
        private int running;

        /// <param name="limit">Maximum number of concurrent calls and threads. Threads are created on demand and never end.</param>
        internal CallThreads(int limit) => this.limit = limit;

        internal int Limit => limit;

        /// <summary>Makes the call on one of these threads.</summary>
        /// <returns>Null if the limit of running calls is reached.</returns>
        internal Task<T>? Start<T>(Func<T> call)
        {
            var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (gate)
            {
                if (running == limit)
                {
                    return null;
                }

                // A thread whose call has returned is free, even if it does not wait yet.
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
#pragma warning disable CA1031 // The caller receives it.
            catch (Exception error)
#pragma warning restore CA1031
            {
                Return();
                result.SetException(error);
                return;
            }

            // Comes first, so that a caller who receives the result can call again.
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
