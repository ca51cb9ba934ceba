using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace HnsPolicy.Bridge
{
    /// <summary>
    /// What edge-js calls. An answer is a string, HNS's JSON text; a failure is an object of strings. Exceptions are not used: edge-js carries them
    /// over differently in its two flavours and drops what they hold.
    /// </summary>
    public sealed class EdgeEntry
    {
        // The transport keeps fewer under way; this is what stops a mistake there from piling up threads.
        private const int MostCalls = 64;

        private readonly CallThreads threads;

        /// <summary>For edge-js, which makes one for as long as the process lives.</summary>
        public EdgeEntry()
            : this(MostCalls)
        {
        }

        internal EdgeEntry(int mostCalls) => threads = new CallThreads(mostCalls);

        /// <summary>One call of HNS. Returns at once; the event loop never waits.</summary>
        /// <param name="input">An object of strings: <c>name</c>, <c>id</c> and <c>document</c> as of <see cref="Hcn.Call"/>.</param>
        /// <returns>
        /// The text, or an object: <c>function</c> (the export that failed), <c>hresult</c> (<c>0x803b000d</c>), <c>hresultName</c>, <c>record</c> (HNS's
        /// own error record) and <c>message</c> (where HNS was not reached).
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
#pragma warning disable CA1031 // Whatever it is, an exception would reach JavaScript as something else.
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
