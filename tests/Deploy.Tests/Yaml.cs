using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace OrleansSaga.Deploy.Tests;

/// <summary>A node of a YAML file; what is not there is an empty node.</summary>
internal sealed class Yaml(object? value)
{
    /// <summary>All documents of a file of the repository, with anchors and merges (<c>&lt;&lt;</c>) resolved.</summary>
    public static IReadOnlyList<Yaml> Read(string path)
    {
        using var reader = File.OpenText(PathOf(path));
        return Parse(reader);
    }

    public static IReadOnlyList<Yaml> Parse(TextReader reader)
    {
        var parser = new MergingParser(new Parser(reader));
        var deserializer = new DeserializerBuilder().Build();
        parser.Consume<YamlDotNet.Core.Events.StreamStart>();
        List<Yaml> documents = [];
        while (parser.Accept<YamlDotNet.Core.Events.DocumentStart>(out _))
            documents.Add(new Yaml(deserializer.Deserialize(parser)));
        return documents;
    }

    public static string PathOf(string path) => Path.Combine(Repository.Root, path);

    public bool Exists => value is not null;

    /// <summary>A scalar as it is written; empty for everything else.</summary>
    public string Text => value as string ?? "";

    public int Number => int.Parse(Text, CultureInfo.InvariantCulture);

    public IReadOnlyList<Yaml> Items => value is List<object> list ? [.. list.Select(item => new Yaml(item))] : [];

    public IReadOnlyList<string> Texts => [.. Items.Select(item => item.Text)];

    public IReadOnlyDictionary<string, Yaml> Entries => value is Dictionary<object, object> map
        ? map.ToDictionary(entry => (string)entry.Key, entry => new Yaml(entry.Value), StringComparer.Ordinal)
        : new Dictionary<string, Yaml>(StringComparer.Ordinal);

    /// <summary>What lies under these keys, one under the other.</summary>
    public Yaml this[params string[] keys] => keys.Aggregate(this, static (node, key) => node.Entries.GetValueOrDefault(key, new Yaml(null)));

    /// <summary>This node and all below it.</summary>
    public IEnumerable<Yaml> All() => [this, .. Items.SelectMany(item => item.All()), .. Entries.Values.SelectMany(entry => entry.All())];

    /// <summary>Every scalar in it.</summary>
    public IEnumerable<string> Scalars() => All().Select(node => node.Text).Where(text => text.Length > 0);
}
