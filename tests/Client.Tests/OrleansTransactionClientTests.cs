using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Serialization;

namespace OrleansSaga.Client.Tests;

/// <summary>The client of a cluster on Microsoft Orleans: what is said when there is none, and of which trouble.</summary>
public sealed class OrleansTransactionClientTests
{
    private static readonly SiloUnavailableException NoGateway = new("Could not find any gateway");

    public static TheoryData<Exception, string> Troubles => new()
    {
        { new TimeoutException(), nameof(TroubleKind.Passing) },
        { NoGateway, nameof(TroubleKind.Passing) },
        { new OrleansException("any of its own"), nameof(TroubleKind.Passing) },
        { new TypeLoadException("Unable to resolve type alias"), nameof(TroubleKind.Contract) },
        { new SerializerException("cannot be read"), nameof(TroubleKind.Contract) },
        { new InvalidOperationException("a bug"), nameof(TroubleKind.Failure) },
    };

    [Theory]
    [MemberData(nameof(Troubles))]
    public void Trouble_OfOrleans_IsOfItsKind(Exception trouble, string kind) => Assert.Equal(kind, CallTrouble.Of(trouble).ToString());

    [Fact]
    public void Options_ThatAreWrong_AreAllToldAtOnce()
    {
        var builder = Host.CreateApplicationBuilder();

        var wrong = Assert.Throws<ArgumentException>(() => builder.UseOrleansTransactionClient(options =>
        {
            options.ConnectionString = "Host=a;Password=secret;Colour=blue";
            options.ResponseTimeout = TimeSpan.Zero;
            options.Calls.MostTries = 0;
        }));

        Assert.StartsWith("ClusterId: missing", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("ConnectionString: not an Npgsql connection string", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("ResponseTimeout: 00:00:00 is not above zero", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("Calls.MostTries: 0", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", wrong.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutAnyGateway_IsTriedAgain_AndThenNamesTheCluster()
    {
        var time = new ManualTimeProvider();
        var connection = new OrleansTransactionClientConnection(
            new OrleansTransactionClientOptions { ClusterId = "bank-test", ConnectTimeout = TimeSpan.FromSeconds(2) }, time, NullLogger<OrleansTransactionClientConnection>.Instance);

        for (var tries = 0; tries < 2; tries++)
        {
            var again = connection.ShouldRetryConnectionAttempt(NoGateway, TestContext.Current.CancellationToken);
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.True(await again);
        }

        var gaveUp = await Assert.ThrowsAsync<TransactionUnavailableException>(() => connection.ShouldRetryConnectionAttempt(NoGateway, TestContext.Current.CancellationToken));
        Assert.StartsWith("No silo of cluster 'bank-test' could be reached in 2 seconds and 3 tries.", gaveUp.Message, StringComparison.Ordinal);
        Assert.Contains("another ClusterId", gaveUp.Message, StringComparison.Ordinal);
        Assert.Same(NoGateway, gaveUp.InnerException);
    }
}
