namespace OrleansSaga.Silo.Tests.Metrics;

/// <summary>The written list of metrics is the code's. Run with ORLEANSSAGA_APPROVE=1 to write it anew.</summary>
public sealed class MetricsReferenceTests
{
    [Fact]
    public void Document_IsGeneratedFromTheInstruments()
    {
        var expected = MetricsReference.Write();

        Assert.Equal(expected, GeneratedDocument.Read("docs/reference/metrics.md", expected));
    }

    [Fact]
    public void Instrument_OfAnyClass_HasADescription() =>
        Assert.DoesNotContain(MetricsReference.Write().Split('\n'), line => line.StartsWith("| `", StringComparison.Ordinal) && line.EndsWith("|  |", StringComparison.Ordinal));
}
