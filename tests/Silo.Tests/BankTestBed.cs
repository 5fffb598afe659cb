using System.Net;
using System.Text;
using OrleansSaga.Samples.Bank;

namespace OrleansSaga.Silo.Tests;

/// <summary>Two banks in a folder of their own, and the calls that a coordinator would make.</summary>
internal sealed class BankTestBed : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bank-tests-");
    private readonly HttpClient _http = new();
    private BankHost? _host;

    public BankHost Host => _host ?? throw new InvalidOperationException("Not started.");

    public static async Task<BankTestBed> StartAsync()
    {
        var bed = new BankTestBed();
        try
        {
            await bed.OpenAsync();
            return bed;
        }
        catch
        {
            await bed.DisposeAsync();
            throw;
        }
    }

    public async Task ReopenAsync()
    {
        await Host.DisposeAsync();
        _host = null;
        await OpenAsync();
    }

    public Task<BankReply> OutAsync(string gid, long amount, string op = "action", string account = "alice") =>
        CallAsync(Host.North, "transfer-out", gid, "01", op, account, amount);

    public Task<BankReply> InAsync(string gid, long amount, string op = "action", string account = "bob") =>
        CallAsync(Host.South, "transfer-in", gid, "02", op, account, amount);

    public Task<BankReply> PostAsync(RunningBank bank, string pathAndQuery, string body) =>
        SendAsync(HttpMethod.Post, bank, pathAndQuery, body);

    public Task<BankReply> GetAsync(RunningBank bank, string pathAndQuery) =>
        SendAsync(HttpMethod.Get, bank, pathAndQuery, body: null);

    public Task<BankAuditReport> AuditAsync() => Host.AuditAsync(cancellation: TestContext.Current.CancellationToken);

    public static async Task<long> BalanceAsync(RunningBank bank, string account)
    {
        var snapshot = await bank.Service.TrySnapshotAsync(cancellation: TestContext.Current.CancellationToken);
        return snapshot!.Accounts.Single(row => row.Id == account).Balance;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_host is not null)
            await _host.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task OpenAsync() => _host = await BankHost.StartAsync(
        new BankHostOptions { Folder = _folder.FullName }, TestContext.Current.CancellationToken);

    private Task<BankReply> CallAsync(
        RunningBank bank, string path, string gid, string branchId, string op, string account, long amount)
    {
        var suffix = op is "compensate" or "cancel" ? "/compensate" : "";
        return PostAsync(
            bank,
            $"{path}{suffix}?branch_id={branchId}&gid={gid}&op={op}&trans_type=saga",
            $$"""{"account":"{{account}}","amount":{{amount}}}""");
    }

    private async Task<BankReply> SendAsync(HttpMethod method, RunningBank bank, string pathAndQuery, string? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(bank.BaseAddress, pathAndQuery));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return new BankReply(response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}

internal sealed record BankReply(HttpStatusCode Status, string Body)
{
    public static readonly BankReply Success = new(HttpStatusCode.OK, """{"dtm_result":"SUCCESS"}""");
}
