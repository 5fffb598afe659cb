using System.Globalization;
using System.Text;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace OrleansSaga.Silo.Metrics;

/// <summary>Writes Prometheus' text format, version 0.0.4: HELP and TYPE, then a line for each series.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Longer label values are cut.</summary>
    private const int MostValueLength = 256;

    /// <summary>All families, by name; those without a series are left out.</summary>
    public static string Write(IEnumerable<MetricFamily> families)
    {
        var text = new StringBuilder(16 * 1024);
        foreach (var family in families.OrderBy(family => family.Name, StringComparer.Ordinal))
        {
            var isFirst = true;
            foreach (var series in family.Series)
            {
                if (isFirst)
                    Head(text, family);
                isFirst = false;
                if (family.Kind == MetricKind.Histogram)
                    Histogram(text, family, series);
                else
                    Line(text, family.Name, "", series.Labels, "", Number(series.Value));
            }
        }

        return text.ToString();
    }

    /// <summary>Tags as labels, ordered by name, without braces.</summary>
    public static string Labels(ReadOnlySpan<Tag> tags)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
            labels[LabelName(key)] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return string.Join(',', labels.Select(label => $"{label.Key}=\"{Escape(Cut(label.Value), isLabel: true)}\""));
    }

    /// <summary>
    /// The name of an instrument's family: dots become underscores, the unit stands at the end in full, and of a counter
    /// <c>_total</c> behind it. Names that are written the Prometheus way already stay as they are.
    /// </summary>
    public static string FamilyName(string instrument, string? unit, MetricKind kind)
    {
        var name = new string([.. instrument.Select((c, i) => char.IsAsciiLetter(c) || c is '_' or ':' || (char.IsAsciiDigit(c) && i > 0) ? c : '_')]);
        var suffix = unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            "1" when kind == MetricKind.Gauge => "_ratio",
            _ => "",
        };
        if (!name.EndsWith(suffix, StringComparison.Ordinal))
            name += suffix;
        return kind == MetricKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static void Head(StringBuilder text, MetricFamily family)
    {
        text.Append("# HELP ").Append(family.Name).Append(' ').Append(Escape(family.Help, isLabel: false)).Append('\n');
        text.Append("# TYPE ").Append(family.Name).Append(' ').Append(family.Kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Gauge => "gauge",
            _ => "histogram",
        }).Append('\n');
    }

    private static void Histogram(StringBuilder text, MetricFamily family, MetricSeries series)
    {
        var sum = series.Value;
        var buckets = series.Buckets();
        long count = 0;
        for (var i = 0; i < buckets.Length; i++)
        {
            count += buckets[i];
            var bound = i < family.Bounds.Length ? Number(family.Bounds[i]) : "+Inf";
            Line(text, family.Name, "_bucket", series.Labels, $"le=\"{bound}\"", count.ToString(CultureInfo.InvariantCulture));
        }

        Line(text, family.Name, "_sum", series.Labels, "", Number(sum));
        Line(text, family.Name, "_count", series.Labels, "", count.ToString(CultureInfo.InvariantCulture));
    }

    private static void Line(StringBuilder text, string name, string suffix, string labels, string more, string value)
    {
        text.Append(name).Append(suffix);
        if (labels.Length + more.Length > 0)
            text.Append('{').Append(labels).Append(labels.Length > 0 && more.Length > 0 ? "," : "").Append(more).Append('}');
        text.Append(' ').Append(value).Append('\n');
    }

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string LabelName(string tag)
    {
        var name = new string([.. tag.Select((c, i) => char.IsAsciiLetter(c) || c == '_' || (char.IsAsciiDigit(c) && i > 0) ? c : '_')]);
        // A histogram has this one itself.
        return name is "" or "le" ? name + "_" : name;
    }

    private static string Cut(string value) =>
        value.Length <= MostValueLength ? value : value[..(char.IsHighSurrogate(value[MostValueLength - 1]) ? MostValueLength - 1 : MostValueLength)];

    private static string Escape(string text, bool isLabel)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return isLabel ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}
