using System.Text.RegularExpressions;

namespace OrleansSaga.Deploy.Tests;

/// <summary>Compose's variables: <c>${NAME:-default}</c> and <c>${NAME:?message}</c>. Others are refused: nobody would notice that they are not set.</summary>
internal static partial class Interpolation
{
    /// <summary>What the tests set the variables to that have no default.</summary>
    public const string Sample = "0123456789abcdef0123456789abcdef";

    public static string Resolve(string text) => Variable().Replace(text, match => match.Groups["kind"].Value switch
    {
        ":-" => match.Groups["rest"].Value,
        ":?" when match.Groups["rest"].Length > 0 => Sample,
        _ => throw new FormatException($"{match.Value}: neither a default nor a message"),
    });

    /// <summary>The variables of a text that have to be set.</summary>
    public static IEnumerable<string> Required(string text) =>
        Variable().Matches(text).Where(match => match.Groups["kind"].Value == ":?").Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"\$\{(?<name>\w+)(?<kind>:[-?])?(?<rest>[^}]*)\}")]
    private static partial Regex Variable();
}
