using System.Globalization;

namespace OrleansSaga.Benchmarks.Reports;

/// <summary>How numbers look in tables; what was not measured is a dash.</summary>
internal static class Numbers
{
    public static string Whole(double value) => Format(value, "#,0");

    public static string Ratio(double value) => Format(value, "0.00");

    public static string Milliseconds(double value) => Format(value, value < 10 ? "0.00" : "0.0");

    private static string Format(double value, string format) => double.IsNaN(value) ? "-" : value.ToString(format, CultureInfo.InvariantCulture);
}
