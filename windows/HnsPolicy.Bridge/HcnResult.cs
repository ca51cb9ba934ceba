using System.Globalization;

namespace HnsPolicy.Bridge
{
    /// <summary>The result of a call: HNS's text, or the failure.</summary>
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

        /// <summary>False if the call failed. <see cref="Text"/> is empty then.</summary>
        public bool Succeeded { get; }

        /// <summary>The export that returned this result, for instance <c>HcnOpenEndpoint</c> if the endpoint could not be opened.</summary>
        public string Function { get; }

        /// <summary>Unsigned 32 bits. A failure with 0 is possible, if only the record shows it.</summary>
        public uint HResult { get; }

        /// <summary><see cref="HResult"/> as <c>0x803b000d</c>.</summary>
        public string HResultText => "0x" + HResult.ToString("x8", CultureInfo.InvariantCulture);

        /// <summary>For instance <c>HCN_E_INVALID_POLICY</c>. Empty for an unknown number.</summary>
        public string HResultName => HResults.NameOf(HResult);

        /// <summary>HNS's JSON text, unchanged. Empty if the call has no result.</summary>
        public string Text { get; }

        /// <summary>HNS's error record, unchanged JSON text. Empty if there was no record.</summary>
        public string Record { get; }

        /// <summary>A description if HNS was not reached. Otherwise empty.</summary>
        public string Message { get; }

        /// <summary>HNS was called. A failing HRESULT or a non-empty record is a failure (docs/reference/hns-api.md §1.1).</summary>
        internal static HcnResult Of(string function, int hresult, string text, string record)
        {
            bool succeeded = hresult >= 0 && record.Length == 0;
            return new HcnResult(succeeded, function, hresult, succeeded ? text : "", record, "");
        }

        /// <summary>HNS was not called.</summary>
        internal static HcnResult NotCalled(string function, int hresult, string message) => new HcnResult(false, function, hresult, "", "", message);
    }
}
