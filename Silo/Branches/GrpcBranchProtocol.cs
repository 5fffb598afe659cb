using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using OrleansSaga.Grains;
using OrleansSaga.Silo.Grpc;

namespace OrleansSaga.Silo.Branches;

/// <summary>Branches by gRPC (protocol 3.4): the payload as the message, as it is; of the answer only its status counts.</summary>
internal sealed class GrpcBranchProtocol : IBranchProtocol
{
    private const int BufferBytes = 4096;

    /// <summary>What participants written for DTM before 1.10 say with Aborted, and mean ongoing.</summary>
    private const string Ongoing = "ONGOING";

    /// <inheritdoc/>
    public bool TryTarget(BranchCall call, bool inDocker, [NotNullWhen(true)] out BranchTarget? target, out string fault) =>
        GrpcBranchTarget.TryCreate(call, inDocker, out target, out fault);

    /// <inheritdoc/>
    public bool TryRequest(BranchCall call, BranchTarget target, string? traceParent, [NotNullWhen(true)] out HttpRequestMessage? request, out string fault) =>
        GrpcBranchRequest.TryCreate(call, target, traceParent, out request, out fault);

    /// <inheritdoc/>
    public async ValueTask<BranchAnswer> ReadAsync(BranchCall call, HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.OK)
            return Error(string.Create(CultureInfo.InvariantCulture, $"HTTP status {(int)response.StatusCode} instead of a gRPC answer"));
        if (!GrpcHeaders.IsGrpc(response.Content.Headers.ContentType?.MediaType))
            return Error("the answer is not gRPC: it has another content type");
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        if (!await TrySkipAsync(stream, limit, cancellationToken).ConfigureAwait(false))
            return Error(string.Create(CultureInfo.InvariantCulture, $"the answer is longer than {limit} bytes"));
        // A status without a message comes in the headers: trailers alone.
        var status = Value(response, GrpcHeaders.Status);
        return int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? Of((GrpcStatus)code, GrpcText.Decode(Value(response, GrpcHeaders.Message) ?? ""))
            : Error("the answer ended without a grpc-status");
    }

    /// <summary>The result of a status (protocol 3.4).</summary>
    private static BranchAnswer Of(GrpcStatus status, string message) => status switch
    {
        GrpcStatus.Ok => new BranchAnswer(BranchOutcome.Success, Excerpt(message)),
        GrpcStatus.Aborted when message == Ongoing => new BranchAnswer(BranchOutcome.Ongoing, message),
        GrpcStatus.Aborted => new BranchAnswer(BranchOutcome.Failure, Excerpt(message)),
        GrpcStatus.FailedPrecondition => new BranchAnswer(BranchOutcome.Ongoing, Excerpt(message)),
        _ => Error(message.Length == 0 ? GrpcStatusNames.Of(status) : $"{GrpcStatusNames.Of(status)}: {message}"),
    };

    private static BranchAnswer Error(string words) => new(BranchOutcome.Error, Excerpt(words));

    // PostgreSQL's text takes no NUL, and excerpts end up in rollback reasons.
    private static string Excerpt(string message) => ResponseBody.Cut(message.Replace('\0', '\uFFFD'));

    private static string? Value(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var trailers) ? trailers.First()
        : response.Headers.TryGetValues(name, out var headers) ? headers.First()
        : null;

    /// <summary>Reads to the end and keeps nothing; false when there is more than may be read.</summary>
    private static async ValueTask<bool> TrySkipAsync(Stream stream, int limit, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var left = (long)limit;
            while (left >= 0)
            {
                var read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    return true;
                left -= read;
            }

            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
