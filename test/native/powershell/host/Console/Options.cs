using System.Management.Automation.Runspaces;

namespace HnsPolicy.PowerShellHost.Console;

/// <summary>The command line, of which this understands what our tests and transports use.</summary>
internal sealed record Options(string? File, string? Command, IReadOnlyList<CommandParameter> Arguments)
{
    private static readonly string[] Ignored = ["-noprofile", "-noninteractive", "-nologo", "-sta", "-mta"];
    private static readonly string[] IgnoredWithValue = ["-executionpolicy", "-inputformat", "-outputformat"];

    /// <exception cref="ArgumentException">For an option that it does not know.</exception>
    internal static Options Parse(string[] args)
    {
        for (int i = 0; i < args.Length; i++)
        {
            string option = args[i].ToLowerInvariant();
            if (IgnoredWithValue.Contains(option))
            {
                i++;
            }
            else if (option == "-file" && i + 1 < args.Length)
            {
                return new Options(args[i + 1], null, [.. args.Skip(i + 2).Select(Argument)]);
            }
            else if (option == "-command" && i + 1 < args.Length)
            {
                return new Options(null, string.Join(' ', args.Skip(i + 1)), []);
            }
            else if (!Ignored.Contains(option))
            {
                throw new ArgumentException($"'{args[i]}' is not an option here: -File script [arguments], -Command text");
            }
        }

        throw new ArgumentException("neither -File nor -Command");
    }

    /// <summary>As PowerShell binds what follows -File: all text, but for <c>-Switch:$true</c>.</summary>
    private static CommandParameter Argument(string arg)
    {
        if (arg.Length < 2 || arg[0] != '-')
        {
            return new CommandParameter(null, arg);
        }

        int colon = arg.IndexOf(':');
        if (colon < 0 || colon == arg.Length - 1)
        {
            return new CommandParameter(arg.TrimEnd(':'));
        }

        string value = arg[(colon + 1)..];
        object bound = value.ToLowerInvariant() switch
        {
            "$true" or "true" => true,
            "$false" or "false" => false,
            _ => value,
        };
        return new CommandParameter(arg[..colon], bound);
    }
}
