using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansSaga.Silo.Branches;

namespace OrleansSaga.Silo.Tests.Branches;

/// <summary>Limits from configuration.</summary>
public sealed class BranchCallOptionsTests
{
    [Fact]
    public void Options_WithFaults_NameEveryKeyAtOnce()
    {
        using var bed = BedOf(new() { ["CallsPerHost"] = "0", ["QueueSeconds"] = "61", ["ResponseBytes"] = "1", ["Hosts"] = "-1", ["QueuedCallsPerHost"] = "-1" });

        var invalid = Assert.Throws<OptionsValidationException>(() => bed.GetRequiredService<IStartupValidator>().Validate());

        Assert.Equal(
            [
                "OrleansSaga:Limits:CallsPerHost", "OrleansSaga:Limits:Hosts", "OrleansSaga:Limits:QueueSeconds",
                "OrleansSaga:Limits:QueuedCallsPerHost", "OrleansSaga:Limits:ReservedForCompensation", "OrleansSaga:Limits:ResponseBytes",
            ],
            invalid.Failures.Select(failure => failure.Split(": ")[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Options_OfDefaults_AreValid()
    {
        using var bed = BedOf([]);

        bed.GetRequiredService<IStartupValidator>().Validate();

        var options = bed.GetRequiredService<IOptions<BranchCallOptions>>().Value;
        Assert.Equal((512, 64, 2048, 1, 1_048_576, 10_000), (options.CallsPerHost, options.ReservedForCompensation, options.QueuedCallsPerHost, options.QueueSeconds, options.ResponseBytes, options.Hosts));
    }

    private static ServiceProvider BedOf(Dictionary<string, string?> limits) => CallerBed.ServicesOf(limits).BuildServiceProvider();
}
