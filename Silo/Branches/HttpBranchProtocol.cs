using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Branches;

/// <summary>Branches by HTTP (protocol 3.1, 3.2), and by JSON-RPC where that is meant (3.3).</summary>
internal sealed class HttpBranchProtocol : IBranchProtocol
{
    /// <inheritdoc/>
    public bool TryTarget(BranchCall call, bool inDocker, [NotNullWhen(true)] out BranchTarget? target, out string fault) =>
        BranchTarget.TryCreate(call, inDocker, out target, out fault);

    /// <inheritdoc/>
    public bool TryRequest(BranchCall call, BranchTarget target, string? traceParent, [NotNullWhen(true)] out HttpRequestMessage? request, out string fault)
    {
        if (!JsonRpcRequest.IsFor(call))
            return BranchRequest.TryCreate(call, target, traceParent, out request, out fault);
        request = null;
        return JsonRpcRequest.Wrap(call, out fault) is { } wrapped && BranchRequest.TryCreate(wrapped, target, traceParent, out request, out fault);
    }

    /// <inheritdoc/>
    public async ValueTask<BranchAnswer> ReadAsync(BranchCall call, HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        var statusCode = (int)response.StatusCode;
        var (stream, isHidden) = await ContentCoding.OpenAsync(response.Content, cancellationToken).ConfigureAwait(false);
        // gzip's state lies outside of managed memory: it must not wait for a finalizer.
        await using var reading = stream.ConfigureAwait(false);
        var whole = JsonRpcRequest.IsFor(call) ? new ArrayBufferWriter<byte>() : null;
        var body = await ResponseBody.ReadAsync(stream, limit, whole, cancellationToken).ConfigureAwait(false);
        var outcome = ResultRules.Of(statusCode, body);
        if (whole is not null)
            outcome = JsonRpcResult.Of(outcome, whole.WrittenMemory);
        // Nobody has read the words in such a body.
        if (isHidden && outcome == BranchOutcome.Success)
            outcome = BranchOutcome.Error;
        if (outcome != BranchOutcome.Error)
            return new BranchAnswer(outcome, body.Excerpt);
        // Where a redirect leads is told without path and query, which may hold secrets.
        var excerpt = body.IsOverLimit ? string.Create(CultureInfo.InvariantCulture, $"the response is longer than {limit} bytes; it begins: {body.Excerpt}")
            : isHidden ? "the response's Content-Encoding is not known here"
            : statusCode is >= 300 and < 400 && response.Headers.Location is { } url ? $"a redirect to {(url.IsAbsoluteUri ? url.Authority : "the same host")}, which is not followed; {body.Excerpt}"
            : body.Excerpt;
        return new BranchAnswer(outcome, ResponseBody.Cut(excerpt));
    }
}
