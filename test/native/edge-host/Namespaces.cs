// edge-js's sources name these in using directives and use nothing of them. So Roslyn need not be fetched for them.
namespace Microsoft.CodeAnalysis.CSharp.Syntax
{
}
