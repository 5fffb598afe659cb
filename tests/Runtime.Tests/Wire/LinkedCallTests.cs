using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;

namespace OrleansSaga.Runtime.Tests.Wire;

/// <summary>What a router between silos needs of the catalog and of requests.</summary>
public sealed class LinkedCallTests
{
    [Fact]
    public async Task Call_ThroughBytes_ReachesTheGrainAndComesBack()
    {
        await using var silo = new TestSilo(null, typeof(WireGrain));
        var catalog = Catalog(typeof(WireGrain));
        var grain = new GrainFactory(catalog, new BytesRouter(catalog, silo.Silo)).GetGrain<IWireGrain>("a");

        var every = await grain.Every(EveryType.Full).Soon();
        var sum = await grain.Several(2, null, null, 40).Soon();
        var maybe = await grain.Maybe(null).AsTask().Soon();
        await grain.Tell("text").Soon();
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Fail("no").Soon());

        Assert.Equal(Describer.Describe(EveryType.Full), Describer.Describe(every));
        Assert.NotSame(EveryType.Full, every);
        Assert.Equal((42, null), (sum, maybe));
        Assert.Equal("no", failure.Message);
    }

    [Fact]
    public void Catalog_FindsMethods_ByTheirNamesOnTheWire()
    {
        var linked = Catalog(typeof(WireGrain)).Linked;

        Assert.Equal("test.wire.every", linked.Find("test.wire", "every")?.Method.ToString());
        Assert.Equal(typeof(WireGrain), linked.Find("test.wire", "every")?.Class.Type);
        Assert.Null(linked.Find("test.wire", "Every"));
        Assert.Null(linked.Find("other", "every"));
    }

    [Fact]
    public void Preparation_OfGrainsThatCanCross_Succeeds() => Catalog(typeof(WireGrain)).PrepareForLinks();

    [Fact]
    public void Preparation_OfGrainsThatCannotCross_ListsAllFaults()
    {
        var catalog = Catalog(typeof(FaultyTypes.FaultyGrain), typeof(RegistrationTests.RedGrain), typeof(RegistrationTests.BlueGrain));

        var failure = Assert.Throws<WireContractException>(catalog.PrepareForLinks);

        var faulty = typeof(FaultyTypes.IFaultyGrain).FullName;
        string[] expected =
        [
            $"{faulty}.Script(script) is a System.Func`1[System.Int32], which no link carries.",
            $"{faulty}.Deep(outer).Items[].Price is a System.Decimal, which no link carries.",
            $"{faulty}.Anything result is a System.Object, which no link carries.",
            "must be sealed and have no base class",
            $"{faulty}.Numbers(values)[] may be null, which an item must not.",
            $"{faulty}.Numbers(texts)[] may be null, which an item must not.",
            $"{faulty}.Numbers(byNumber) is a ",
            $"{faulty}.Numbers(list) is a ",
            $"{faulty}.Numbers(number) is a System.UInt32",
            "have the id 1.",
            $"{faulty}.Members(value).Forgotten can be set and has no [Id].",
            "NoConstructor takes only members",
            $"{faulty}.Members(readOnly).Number can be set neither",
            $"{faulty}.Members(field).Text is a field",
            "is generic.",
            "Endless requires itself",
            "Picky cannot be made of defaults",
            $"{faulty}.Unmarked(value) is a ",
            $"{faulty}.Large(value).Number has the id 536870912",
            "Colour is ambiguous",
        ];
        Assert.All(expected, fault => Assert.Contains(failure.Faults, found => found.Contains(fault, StringComparison.Ordinal)));
        Assert.All(failure.Faults, fault => Assert.Contains(fault, failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Grain_ThatCannotCross_ServesItsOwnSilo()
    {
        await using var silo = new TestSilo(null, typeof(FaultyTypes.FaultyGrain));

        await silo.Factory.GetGrain<FaultyTypes.IFaultyGrain>("a").Script(static () => 1).Soon();
    }

    [Fact]
    public async Task Result_ThatCannotBeRead_FailsTheCaller()
    {
        var request = Request("every", EveryType.Full);

        request.CompleteFrom([0x02]);

        await Assert.ThrowsAsync<WireFormatException>(() => request.Outcome.Soon());
    }

    [Fact]
    public void Result_OfACallThatHasNotSucceeded_CannotBeWritten()
    {
        var waiting = Request("every", EveryType.Full);
        var failed = Request("Tell", "text");
        failed.Fail(new InvalidOperationException());

        Assert.Throws<InvalidOperationException>(() => waiting.WriteResult(new ArrayBufferWriter<byte>()));
        Assert.Throws<InvalidOperationException>(() => failed.WriteResult(new ArrayBufferWriter<byte>()));
    }

    [Fact]
    public async Task Result_ThatANewerBuildAdded_IsNoFault()
    {
        var request = Request("Tell", "text");

        request.CompleteFrom([0x00, 0x02]);

        await request.Outcome.Soon();
    }

    private static GrainCatalog Catalog(params Type[] grains) => GrainCatalogBuilder.Scan(grains).Build(NullLogger.Instance);

    private static Request Request(string method, params object?[] arguments) =>
        Catalog(typeof(WireGrain)).Linked.Find("test.wire", method)!.Method.CreateRequest(arguments);
}
