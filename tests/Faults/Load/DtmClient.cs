using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace OrleansSaga.Faults;

/// <summary>
/// Speaks DTM's HTTP protocol to a coordinator, and knows nothing of how ours is made. A server that does not answer, or is in trouble,
/// makes it turn to the next one with the same call, as often as its list says.
/// </summary>
/// <param name="servers">Whom to talk to.</param>
/// <param name="first">Which of them to begin with; any number from 0.</param>
/// <param name="turns">Every call goes to another server than the one before.</param>
internal sealed class DtmClient(ServerList servers, int first = 0, bool turns = false)
{
    private int _turn = first;

    /// <summary>The base address that SDKs are given.</summary>
    public string Base => BaseOf(Volatile.Read(ref _turn));

    /// <summary>Makes one call.</summary>
    /// <exception cref="HttpRequestException">No server answers.</exception>
    public async Task<DtmAnswer> CallAsync(string call, object body, CancellationToken cancellationToken)
    {
        if (turns)
            Interlocked.Increment(ref _turn);
        return await TryAsync(
            async at =>
            {
                using var reply = await servers.Http.PostAsJsonAsync($"{at}/{call}", body, cancellationToken);
                return new DtmAnswer(reply.StatusCode, await reply.Content.ReadAsStringAsync(cancellationToken));
            },
            cancellationToken);
    }

    /// <summary>The stored status; null when the gid is unknown.</summary>
    /// <exception cref="HttpRequestException">No server answers, or none can read.</exception>
    public async Task<string?> StatusAsync(string gid, CancellationToken cancellationToken)
    {
        var answer = await TryAsync(
            async at =>
            {
                using var reply = await servers.Http.GetAsync(new Uri($"{at}/query?gid={gid}"), cancellationToken);
                return new DtmAnswer(reply.StatusCode, await reply.Content.ReadAsStringAsync(cancellationToken));
            },
            cancellationToken);
        if (!answer.IsOk)
            throw new HttpRequestException($"query of {gid}: {answer.Status} {answer.Text}");
        var transaction = answer.Json().GetProperty("transaction");
        return transaction.ValueKind == JsonValueKind.Null ? null : transaction.GetProperty("status").GetString();
    }

    /// <summary>Calls a participant as a client does (the try of TCC, phase one of XA, a step of a workflow).</summary>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    public async Task<HttpStatusCode> CallBranchAsync(Uri address, object payload, CancellationToken cancellationToken)
    {
        try
        {
            using var reply = await servers.Http.PostAsJsonAsync(address, payload, cancellationToken);
            return reply.StatusCode;
        }
        catch (TaskCanceledException late) when (late.InnerException is TimeoutException)
        {
            throw new HttpRequestException("The participant does not answer.", late);
        }
    }

    private async Task<DtmAnswer> TryAsync(Func<string, Task<DtmAnswer>> call, CancellationToken cancellationToken)
    {
        var turn = Volatile.Read(ref _turn);
        servers.OnCall();
        for (var attempt = 1; ; attempt++, turn++)
        {
            try
            {
                var answer = await call(BaseOf(turn));
                if (answer.IsTrouble && attempt >= servers.Attempts)
                    servers.OnFailed($"{BaseOf(turn)}: {answer.Status} {answer.Text}");
                if (!answer.IsTrouble || attempt >= servers.Attempts)
                    return answer;
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException or TaskCanceledException { InnerException: TimeoutException })
            {
                if (attempt >= servers.Attempts)
                    servers.OnFailed($"{BaseOf(turn)}: {gone.Message}");
                if (attempt >= servers.Attempts)
                    throw gone as HttpRequestException ?? new HttpRequestException("No server answers.", gone);
            }

            await Task.Delay(servers.Pause, TimeProvider.System, cancellationToken);
            servers.OnRepeat();
            // Calls to come begin where this one goes now.
            Interlocked.CompareExchange(ref _turn, turn + 1, turn);
        }
    }

    private string BaseOf(int turn) => servers.Urls[(int)((uint)turn % (uint)servers.Urls.Count)] + "/api/dtmsvr";
}
