using System.Globalization;

namespace HnsPolicy.Bridge
{
    /// <summary>What a call came to: the text that HNS wrote, or why it failed.</summary>
    public sealed class HcnResult
    {
        private HcnResult(bool succeeded, string function, int hresult, string text, string record, string message)
        {
            Succeeded = succeeded;
            Function = function;
            HResult = unchecked((uint)hresult);
            Text = text;
            Record = record;
            Message = message;
        }

        /// <summary>Whether HNS did what it was asked. When false, <see cref="Text"/> is empty.</summary>
        public bool Succeeded { get; }

        /// <summary>The export that gave this result; <c>HcnOpenEndpoint</c> where already opening the endpoint failed.</summary>
        public string Function { get; }

        /// <summary>As unsigned 32 bit. May be 0 in a failure: then HNS said so in the record only.</summary>
        public uint HResult { get; }

        /// <summary><see cref="HResult"/> as <c>0x803b000d</c>.</summary>
        public string HResultText => "0x" + HResult.ToString("x8", CultureInfo.InvariantCulture);

        /// <summary><c>HCN_E_INVALID_POLICY</c>; empty for a number without a known name.</summary>
        public string HResultName => HResults.NameOf(HResult);

        /// <summary>JSON text as HNS wrote it; empty where the call has no result.</summary>
        public string Text { get; }

        /// <summary>HNS's error record, JSON text as received; empty when there was none.</summary>
        public string Record { get; }

        /// <summary>For people, when HNS was not reached at all: what is missing or wrong. Otherwise empty.</summary>
        public string Message { get; }

        /// <summary>HNS was called. A failing HRESULT is a failure, and so is a record that is not empty, whatever the HRESULT (docs/reference/hns-api.md §1.1).</summary>
        internal static HcnResult Of(string function, int hresult, string text, string record)
        {
            bool succeeded = hresult >= 0 && record.Length == 0;
            return new HcnResult(succeeded, function, hresult, succeeded ? text : "", record, "");
        }

        /// <summary>HNS was not called.</summary>
        internal static HcnResult NotCalled(string function, int hresult, string message) => new HcnResult(false, function, hresult, "", "", message);
    }
}
