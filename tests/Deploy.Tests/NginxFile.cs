using System.Text.RegularExpressions;

namespace OrleansSaga.Deploy.Tests;

/// <summary>A directive of nginx's configuration, with what stands in its block.</summary>
internal sealed record NginxDirective(string Name, IReadOnlyList<string> Arguments, IReadOnlyList<NginxDirective> Children);

/// <summary>Reads nginx's configuration, as far as ours uses its syntax: words, blocks and comments.</summary>
internal static partial class NginxFile
{
    public static IReadOnlyList<NginxDirective> Read(string name) => Parse(File.ReadAllText(Yaml.PathOf(Path.Combine("deploy", "nginx", name))));

    public static IReadOnlyList<NginxDirective> Parse(string text)
    {
        var words = new Queue<string>(Words().Matches(Comment().Replace(text, "")).Select(match => match.Value));
        return Block(words);
    }

    /// <summary>A directive and all in its block.</summary>
    public static IEnumerable<NginxDirective> All(IEnumerable<NginxDirective> directives) => directives.SelectMany(directive => All(directive.Children).Prepend(directive));

    private static List<NginxDirective> Block(Queue<string> words)
    {
        List<NginxDirective> found = [];
        List<string> statement = [];
        while (words.TryDequeue(out var word) && word != "}")
        {
            if (word is not (";" or "{"))
            {
                statement.Add(word);
                continue;
            }

            found.Add(new NginxDirective(statement[0], [.. statement.Skip(1)], word == "{" ? Block(words) : []));
            statement.Clear();
        }

        return found;
    }

    [GeneratedRegex("#.*")]
    private static partial Regex Comment();

    [GeneratedRegex("\"[^\"]*\"|[{};]|[^\\s{};\"]+")]
    private static partial Regex Words();
}
