using System.Runtime.InteropServices;

// Loads HNS's DLLs only from System32. The agent runs as SYSTEM, so a file of the same name in another folder would be dangerous.
#if NETFRAMEWORK
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
#else
// The tests put their libraries beside the assembly.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.System32 | DllImportSearchPath.AssemblyDirectory)]
#endif
