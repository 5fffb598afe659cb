using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using OrleansSaga.Silo.Options;

namespace OrleansSaga.Silo.Tests.Options;

/// <summary>Writes docs/reference/configuration.md from the options' types and their XML documentation.</summary>
internal static partial class ConfigurationReference
{
    private const string Introduction = """
        # Configuration

        Generated from the options' types and their documentation by tests/Silo.Tests/Options/ConfigurationReferenceTests.cs. To change
        it, edit those, then write this file anew: `ORLEANSSAGA_APPROVE=1 dotnet test --project tests/Silo.Tests`.

        Later sources win: `appsettings.json` beside the program, `appsettings.json` and `appsettings.{environment}.json` under the
        content root, environment variables (`OrleansSaga__Storage__Provider=postgres`), the command line
        (`--OrleansSaga:Storage:Provider=postgres`). Keys and the names of providers may be in any case. Times are `hh:mm:ss`, and a
        bare number would count days. Everything is read and checked once, at start: an unknown key, a value of the wrong kind or out of
        range ends the process with exit code 78, after all faults have been printed, each with its key.


        """;

    /// <summary>The document.</summary>
    public static string Write()
    {
        var text = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        foreach (var section in ConfigurationCheck.Sections.GroupBy(section => section.Section))
        {
            text.Append(CultureInfo.InvariantCulture, $"## {section.Key}\n\n| key | default | meaning |\n|---|---|---|\n");
            foreach (var key in ConfigurationCheck.Keys().Values.Where(key => section.Any(part => part.Options == key.DeclaringType)))
                text.Append(CultureInfo.InvariantCulture, $"| `{key.Name}` | {Default(key)} | {Meaning(key)} |\n");
            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string Default(PropertyInfo key) => key.GetValue(Activator.CreateInstance(key.DeclaringType!)) switch
    {
        null or "" => "",
        bool flag => flag ? "`true`" : "`false`",
        TimeSpan time => time.Milliseconds == 0 ? $"`{time}`" : $"`{time.ToString().TrimEnd('0')}`",
        Enum value => $"`{value.ToString().ToLowerInvariant()}`",
        var value => string.Create(CultureInfo.InvariantCulture, $"`{value}`"),
    };

    /// <summary>The summary as one line; a default that the column beside it shows is taken out.</summary>
    private static string Meaning(PropertyInfo key)
    {
        var name = $"P:{key.DeclaringType!.FullName}.{key.Name}";
        var file = Path.ChangeExtension(key.DeclaringType.Assembly.Location, ".xml");
        var summary = XDocument.Load(file).Descendants("member").Single(member => member.Attribute("name")!.Value == name).Element("summary")!;
        var text = Spaces().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim();
        return Default(key).Length == 0 ? text : StatedDefault().Replace(text, "");
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value.Split('.')[^1]}`",
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        _ => throw new InvalidOperationException($"The configuration reference cannot show {node}."),
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"; default .*?(?=[.;](\s|$))| Default [^.]*\.$")]
    private static partial Regex StatedDefault();
}
