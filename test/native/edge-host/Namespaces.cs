// edge-js's sources have unused using directives for these namespaces. Declaring them avoids a dependency on Roslyn.
namespace Microsoft.CodeAnalysis.CSharp.Syntax
{
}
