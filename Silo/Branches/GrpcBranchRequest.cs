using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;
using OrleansSaga.Grains;
using OrleansSaga.Silo.Grpc;
using OrleansSaga.Silo.Grpc.Wire;

namespace OrleansSaga.Silo.Branches;

/// <summary>Makes the request of a gRPC call (protocol 2.2, 3.4).</summary>
internal static class GrpcBranchRequest
{
    private const string BinarySuffix = "-bin";

    /// <summary>What gRPC or HTTP/2 itself says in a request. Branch headers that are meant for HTTP participants may name them: not taken.</summary>
    private static readonly string[] NotTaken =
    [
        "content-type", "te", "host", "content-length", "transfer-encoding", "trailer", "connection", "keep-alive", "proxy-connection", "upgrade",
        "dtm-gid", "dtm-trans_type", "dtm-branch_id", "dtm-op", "dtm-dtm",
    ];

    /// <summary>Makes the request; when a header cannot be sent, <paramref name="fault"/> names it, never its value.</summary>
    public static bool TryCreate(BranchCall call, BranchTarget target, string? traceParent, [NotNullWhen(true)] out HttpRequestMessage? request, out string fault)
    {
        request = new HttpRequestMessage(HttpMethod.Post, target.Url)
        {
            Content = new FrameContent(PayloadOf(call)),
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var headers = request.Headers;
        headers.TryAddWithoutValidation("te", "trailers");
        headers.TryAddWithoutValidation(GrpcHeaders.Timeout, GrpcTimeout.OfSeconds(Math.Max(call.TimeoutSeconds, 1)));
        var fits = TryAdd(headers, "dtm-gid", call.Stamp.Gid, out fault)
            && TryAdd(headers, "dtm-trans_type", WireNames.Of(call.Mode), out fault)
            && TryAdd(headers, "dtm-branch_id", call.BranchId, out fault)
            && TryAdd(headers, "dtm-op", call.WireOp, out fault)
            && TryAdd(headers, "dtm-dtm", "", out fault);
        foreach (var (name, value) in call.Headers)
            fits = fits && TryAddBranchHeader(headers, name, value, out fault);
        if (!fits)
        {
            request.Dispose();
            request = null;
            return false;
        }

        if (traceParent is not null && !headers.Contains(BranchTelemetry.TraceParentHeader))
            headers.TryAddWithoutValidation(BranchTelemetry.TraceParentHeader, traceParent);
        return true;
    }

    /// <summary>A workflow's callback has a message of its own; every other payload is one already.</summary>
    private static ReadOnlyMemory<byte> PayloadOf(BranchCall call) => call.Stamp.Op == BranchOp.Callback
        ? new WorkflowData { Data = UnsafeByteOperations.UnsafeWrap(call.Payload) }.ToByteArray()
        : call.Payload;

    private static bool TryAddBranchHeader(HttpRequestHeaders headers, string name, string value, out string fault)
    {
        fault = "";
#pragma warning disable CA1308 // HTTP/2 has lower-case names only (RFC 9113, 8.2).
        name = name.ToLowerInvariant();
#pragma warning restore CA1308
        if (NotTaken.Contains(name))
            return true;
        if (!IsName(name))
        {
            fault = $"the branch header {name} has a name that gRPC forbids";
            return false;
        }

        return TryAdd(headers, name, name.EndsWith(BinarySuffix, StringComparison.Ordinal) ? Convert.ToBase64String(Encoding.UTF8.GetBytes(value)) : value, out fault);
    }

    /// <summary>gRPC's names: lower-case letters, digits and -_. only, and none that begins like its own.</summary>
    private static bool IsName(string name) =>
        !name.StartsWith("grpc-", StringComparison.Ordinal) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.');

    private static bool TryAdd(HttpRequestHeaders headers, string name, string value, out string fault)
    {
        // gRPC's text values are printable ASCII.
        fault = value.AsSpan().ContainsAnyExceptInRange(' ', '~') ? $"the value of {name} has characters that gRPC metadata cannot carry" : "";
        if (fault.Length == 0 && !headers.TryAddWithoutValidation(name, value))
            fault = $"the branch header {name} cannot be sent";
        return fault.Length == 0;
    }

    /// <summary>One message in its frame. Its length stays unsaid, as gRPC's own clients do: the frame says it.</summary>
    private sealed class FrameContent : HttpContent
    {
        private readonly ReadOnlyMemory<byte> _message;

        public FrameContent(ReadOnlyMemory<byte> message)
        {
            _message = message;
            Headers.TryAddWithoutValidation("Content-Type", GrpcHeaders.ContentType);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            var prefix = new byte[GrpcFrame.PrefixLength];
            GrpcFrame.WritePrefix(prefix, _message.Length);
            await stream.WriteAsync(prefix, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(_message, cancellationToken).ConfigureAwait(false);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
