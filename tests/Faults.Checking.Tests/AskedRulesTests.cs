using OrleansSaga.Faults.Checking.Journal;
using OrleansSaga.Faults.Checking.Rules;
using static OrleansSaga.Faults.Checking.Tests.Lives;

namespace OrleansSaga.Faults.Checking.Tests;

/// <summary>The rules about all transactions together: what clients know of them, what is parked, and in what order writers committed.</summary>
public sealed class AskedRulesTests
{
    private static readonly AskedTransaction Ask = new(Gid, "saga");

    private static readonly Transaction Done = Replay.Of(Of([Saga with { Steps = [] }, new Finished(Status.Succeed)])).Transaction;
    private static readonly Transaction Running = Replay.Of(Of([Saga])).Transaction;
    private static readonly Transaction Cancelling = Replay.Of(Of([Tcc], [TccBranch("01")], [new AbortDecided([0], [])])).Transaction;
    private static readonly Transaction Confirming = Replay.Of(Of([Tcc], [TccBranch("01")], [new Submitted()])).Transaction;
    private static readonly Transaction Waiting = Replay.Of(Of([Saga], [new Parked(0, Op.Action, "gave up")])).Transaction;

    private static readonly (string? Sentence, AskedTransaction Ask, Transaction? Stored)[] Table =
    [
        (null, Ask with { Acknowledged = true, ToldEnd = "succeed", PromisedEnd = "succeed" }, Done),
        (null, Ask, null),
        (null, Ask with { Acknowledged = true, PromisedEnd = "succeed" }, Running),
        (null, Ask with { PromisedEnd = "failed" }, Running),
        (null, Ask with { Mode = "tcc", PromisedEnd = "failed" }, Cancelling),
        (null, Ask with { Mode = "tcc", PromisedEnd = "succeed" }, Confirming),
        ("it was acknowledged, and is lost", Ask with { Acknowledged = true }, null),
        ("it was acknowledged, and is lost", Ask with { ToldEnd = "failed" }, null),
        ("it was asked for as tcc, and is a saga", Ask with { Mode = "tcc" }, Done),
        ("told that it has ended as failed, and it is succeed", Ask with { ToldEnd = "failed" }, Done),
        ("told that it has ended as succeed, and it is submitted", Ask with { ToldEnd = "succeed" }, Running),
        ("promised failed, and it is succeed", Ask with { PromisedEnd = "failed" }, Done),
        ("promised succeed, and it is aborting", Ask with { Mode = "tcc", PromisedEnd = "succeed" }, Cancelling),
        ("promised failed, and it is submitted", Ask with { Mode = "tcc", PromisedEnd = "failed" }, Confirming),
    ];

    public static TheoryData<int, string?> Rows => [.. Table.Select((row, i) => (i, row.Sentence))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Client_WasTold_WhatIsStored(int row, string? sentence) =>
        BankRulesTests.AssertFound(5, sentence, AskedRule.Check([Table[row].Ask], Store(Table[row].Stored)));

    [Fact]
    public void Transaction_ThatNobodyAskedFor_IsFound() => BankRulesTests.AssertFound(9, "nobody asked for it", AskedRule.Check([], Store(Done)));

    [Theory]
    [InlineData(1, false, null)]
    [InlineData(0, true, null)]
    [InlineData(0, false, "1 transactions are parked that nobody poisoned, such as g")]
    public void Parked_MoreThanFew_IsFound(int most, bool mayPark, string? sentence) =>
        BankRulesTests.AssertFound(8, sentence, ParkRule.Check([Waiting, Done], new CheckInput("", [], [Ask with { MayPark = mayPark }]) { MostParked = most }));

    [Fact]
    public void Writer_InOrderOfItsCommits_IsNotAccused() =>
        Assert.Empty(WriterRule.Check([new(2, 1, 90), new(1, 7, 101), new(1, 1, 100), new(1, 2, 100), new(2, 5, 95)], new HashSet<int> { 1, 2 }));

    [Theory]
    [InlineData(1, 2, 99, "writer 1 has committed its number 2 before 1")]
    [InlineData(1, 1, 100, "writer 1 has given the number 1 twice")]
    [InlineData(3, 1, 100, "writer 3 has written records and is not in saga_writers")]
    public void Writer_OutOfOrder_IsFound(int writer, long sequence, long commit, string sentence) =>
        BankRulesTests.AssertFound(7, sentence, WriterRule.Check([new(1, 1, 100), new(writer, sequence, commit)], new HashSet<int> { 1 }));

    private static Dictionary<string, Transaction> Store(Transaction? transaction) => transaction is null ? [] : new() { [Gid] = transaction };
}
