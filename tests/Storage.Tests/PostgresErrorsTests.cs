using Npgsql;
using OrleansSaga.Storage.GroupCommit;
using OrleansSaga.Storage.Postgres;

namespace OrleansSaga.Storage.Tests;

/// <summary>What PostgreSQL's codes mean for a batch: only what a record can cause may be held against one.</summary>
public sealed class PostgresErrorsTests
{
    [Theory]
    [InlineData("22021", nameof(StoreFailure.Data))]
    [InlineData("23505", nameof(StoreFailure.Data))]
    [InlineData("54000", nameof(StoreFailure.Data))]
    [InlineData("40P01", nameof(StoreFailure.Contention))]
    [InlineData("55P03", nameof(StoreFailure.Contention))]
    [InlineData("08006", nameof(StoreFailure.Unavailable))]
    [InlineData("53100", nameof(StoreFailure.Unavailable))]
    [InlineData("57P01", nameof(StoreFailure.Unavailable))]
    [InlineData("42P01", nameof(StoreFailure.Unavailable))]
    [InlineData("26000", nameof(StoreFailure.Unavailable))]
    [InlineData("XX000", nameof(StoreFailure.Unexpected))]
    [InlineData("21000", nameof(StoreFailure.Unexpected))]
    public void State_Means(string state, string failure) =>
        Assert.Equal(failure, PostgresErrors.ToStoreException(new PostgresException("words", "ERROR", "ERROR", state))!.Failure.ToString());

    [Fact]
    public void Connection_ThatLostItsPreparedStatements_IsNotKept()
    {
        Assert.False(PostgresErrors.KeepsConnection(new PostgresException("words", "ERROR", "ERROR", "26000")));
        Assert.False(PostgresErrors.KeepsConnection(new NpgsqlException("gone")));
        Assert.True(PostgresErrors.KeepsConnection(new PostgresException("words", "ERROR", "ERROR", "23505")));
    }
}
