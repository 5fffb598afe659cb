using System.Diagnostics.CodeAnalysis;
using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Branches;

/// <summary>One way of calling participants: where a call goes, what its request is, and what the answer means. Everything else is <see cref="BranchCaller"/>'s.</summary>
internal interface IBranchProtocol
{
    /// <summary>Works out the target; when that fails, <paramref name="fault"/> says why without repeating the URL.</summary>
    bool TryTarget(BranchCall call, bool inDocker, [NotNullWhen(true)] out BranchTarget? target, out string fault);

    /// <summary>Makes the request; when that fails, <paramref name="fault"/> says why without any value.</summary>
    bool TryRequest(BranchCall call, BranchTarget target, string? traceParent, [NotNullWhen(true)] out HttpRequestMessage? request, out string fault);

    /// <summary>Reads the answer to its end, or to <paramref name="limit"/> bytes. Throws only what <see cref="TransportFault"/> describes.</summary>
    ValueTask<BranchAnswer> ReadAsync(BranchCall call, HttpResponseMessage response, int limit, CancellationToken cancellationToken);
}

/// <summary>What an answer came to.</summary>
/// <param name="Outcome">The result class.</param>
/// <param name="Excerpt">What the participant said, as long as an excerpt may be.</param>
internal readonly record struct BranchAnswer(BranchOutcome Outcome, string Excerpt);
