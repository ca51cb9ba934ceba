using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace HnsPolicy.Bridge
{
    /// <summary>
    /// The entry point for edge-js. A result is a string, HNS's JSON text. A failure is an object of strings. Exceptions are avoided, because the
    /// two flavours of edge-js convert them differently and drop their data.
    /// </summary>
    public sealed class EdgeEntry
    {
        // The transport allows fewer calls. This limit only stops a bug there from accumulating threads.
        private const int MostCalls = 64;

        private readonly CallThreads threads;

        /// <summary>edge-js creates one instance per process.</summary>
        public EdgeEntry()
            : this(MostCalls)
        {
        }

        internal EdgeEntry(int mostCalls) => threads = new CallThreads(mostCalls);

        /// <summary>Starts one HNS call. Returns immediately, so that the event loop never waits.</summary>
        /// <param name="input">An object of strings: <c>name</c>, <c>id</c> and <c>document</c> of <see cref="Hcn.Call"/>.</param>
        /// <returns>
        /// The text, or an object: <c>function</c> (the export that failed), <c>hresult</c> (<c>0x803b000d</c>), <c>hresultName</c>, <c>record</c>
        /// (HNS's error record) and <c>message</c> (if HNS was not reached).
        /// </returns>
        public async Task<object> Call(object input)
        {
            string name = "";
            try
            {
                var request = (IDictionary<string, object>)input;
                name = (string)request["name"];
                string id = (string)request["id"];
                string document = (string)request["document"];
                Task<HcnResult>? call = threads.Start(() => Hcn.Call(name, id, document));
                return call == null
                    ? Failure(HcnResult.NotCalled(name, HResults.TooBusy, $"{threads.Limit} earlier calls have not come back"))
                    : Answer(await call.ConfigureAwait(false));
            }
#pragma warning disable CA1031 // JavaScript would receive an exception in another form.
            catch (Exception error)
#pragma warning restore CA1031
            {
                return Failure(HcnResult.NotCalled(name, HResults.Unexpected, $"{error.GetType().Name}: {error.Message}"));
            }
        }

        private static object Answer(HcnResult result) => result.Succeeded ? result.Text : Failure(result);

        private static Dictionary<string, object> Failure(HcnResult result) => new Dictionary<string, object>
        {
            ["function"] = result.Function,
            ["hresult"] = result.HResultText,
            ["hresultName"] = result.HResultName,
            ["record"] = result.Record,
            ["message"] = result.Message,
        };
    }
}
