using System;
using System.Runtime.InteropServices;

namespace HnsPolicy.Bridge.Native
{
    /// <summary>The calls for one kind of HCN object. A call on an object is Open, the call itself, and always Close.</summary>
    internal sealed class HcnObject
    {
        internal delegate int EnumerateExport(string query, out IntPtr ids, out IntPtr errorRecord);

        internal delegate int OpenExport(in Guid id, out HcnHandle handle, out IntPtr errorRecord);

        internal delegate int ModifyExport(SafeHandle handle, string settings, out IntPtr errorRecord);

        internal delegate int QueryExport(SafeHandle handle, string query, out IntPtr properties, out IntPtr errorRecord);

        private readonly string kind;
        private readonly EnumerateExport enumerate;
        private readonly OpenExport open;
        private readonly ModifyExport modify;
        private readonly QueryExport query;

        /// <param name="kind">As in the exports' names, for instance <c>Endpoint</c>.</param>
        /// <param name="enumerate">HcnEnumerate…s.</param>
        /// <param name="open">HcnOpen….</param>
        /// <param name="modify">HcnModify….</param>
        /// <param name="query">HcnQuery…Properties.</param>
        internal HcnObject(string kind, EnumerateExport enumerate, OpenExport open, ModifyExport modify, QueryExport query)
        {
            this.kind = kind;
            this.enumerate = enumerate;
            this.open = open;
            this.modify = modify;
            this.query = query;
        }

        internal string EnumerateName => $"HcnEnumerate{kind}s";

        internal string ModifyName => $"HcnModify{kind}";

        internal string QueryName => $"HcnQuery{kind}Properties";

        private string OpenName => $"HcnOpen{kind}";

        /// <summary>Returns the selected ids as a JSON list.</summary>
        internal HcnResult Enumerate(string document)
        {
            using var ids = new OutString();
            using var record = new OutString();
            int hresult = enumerate(document, out ids.Pointer, out record.Pointer);
            return HcnResult.Of(EnumerateName, hresult, ids.Read(), record.Read());
        }

        /// <summary>Returns the object's document.</summary>
        internal HcnResult Query(string id, string document) => WithOpen(id, handle =>
        {
            using var properties = new OutString();
            using var record = new OutString();
            int hresult = query(handle, document, out properties.Pointer, out record.Pointer);
            return HcnResult.Of(QueryName, hresult, properties.Read(), record.Read());
        });

        /// <summary>Changes the object. The result has no text.</summary>
        internal HcnResult Modify(string id, string document) => WithOpen(id, handle =>
        {
            using var record = new OutString();
            int hresult = modify(handle, document, out record.Pointer);
            return HcnResult.Of(ModifyName, hresult, "", record.Read());
        });

        private HcnResult WithOpen(string id, Func<HcnHandle, HcnResult> call)
        {
            if (!Guid.TryParseExact(id, "D", out Guid guid))
            {
                return HcnResult.NotCalled(OpenName, HResults.InvalidArgument, $"'{id}' is not a GUID");
            }

            using var record = new OutString();
            int hresult = open(in guid, out HcnHandle handle, out record.Pointer);
            using (handle)
            {
                // A failed Open leaves no valid handle, so it must not be closed.
                if (hresult < 0)
                {
                    handle.SetHandleAsInvalid();
                }

                HcnResult opened = HcnResult.Of(OpenName, hresult, "", record.Read());
                return opened.Succeeded ? call(handle) : opened;
            }
        }
    }
}
