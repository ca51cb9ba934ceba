using System.Runtime.InteropServices;

// HNS's DLLs are the host's own. The agent runs as SYSTEM, so a file of that name anywhere else is never to be loaded.
#if NETFRAMEWORK
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
#else
// Beside the assembly lie the libraries of the tests.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.System32 | DllImportSearchPath.AssemblyDirectory)]
#endif
