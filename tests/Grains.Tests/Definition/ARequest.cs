using System.Collections.Immutable;
using System.Globalization;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Tests.Definition;

/// <summary>Requests as a front decodes them: a valid saga of two steps unless told otherwise.</summary>
internal static class ARequest
{
    public static StartTransaction Saga(int steps = 2, string customData = "") => new(
        "gid", "saga",
        [.. Enumerable.Range(0, steps).Select(i => new StartStep($"http://a/{i}/do", $"http://a/{i}/undo"))],
        [.. Enumerable.Range(0, steps).Select(_ => new ReadOnlyMemory<byte>("{}"u8.ToArray()))],
        customData, "", "", Options, null);

    public static StartOptions Options { get; } = new(false, 0, 0, 0, ImmutableDictionary<string, string>.Empty, false, 0, 0);

    /// <summary>The definition of a request that must be accepted.</summary>
    public static TransactionDefinition Accepted(StartTransaction request)
    {
        var (definition, refusal) = DefinitionBuilder.Build(request, Guid.Empty, default, new EngineOptions());
        Assert.Null(refusal);
        return definition!;
    }

    public static TransactionDefinition AcceptedCustomData(string customData, int steps = 3) => Accepted(Saga(steps, customData));

    /// <summary>The message of a request that must be refused, without an exception.</summary>
    public static string Refused(StartTransaction request)
    {
        var (definition, refusal) = DefinitionBuilder.Build(request, Guid.Empty, default, new EngineOptions());
        Assert.Null(definition);
        Assert.Equal(ReplyCode.Invalid, refusal!.Code);
        return refusal.Message;
    }

    public static string RefusedCustomData(string customData, int steps = 3) => Refused(Saga(steps, customData));

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
