using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;

namespace OrleansSaga.Storage.Tests;

public abstract partial class JournalCompliance
{
    private const string Topics = "topics";

    [Fact]
    public async Task Entry_NotThere_IsNull()
    {
        var entries = (await OpenAsync()).KeyValues;

        Assert.Null(await entries.GetAsync(Topics, "orders", Token));
        Assert.Empty(await entries.ScanAsync(Topics, 0, 10, Token));
        Assert.False(await entries.DeleteAsync(Topics, "orders", 1, Token));
        Assert.False(await entries.DeleteAsync(Topics, "orders", 0, Token));
        Assert.False(await entries.PutAsync(Topics, "orders", "{}", 1, Token));
        Assert.Null(await entries.GetAsync(Topics, "orders", Token));
    }

    [Fact]
    public async Task Entry_Created_IsReadBackWithVersionOne()
    {
        var bed = await OpenAsync();

        Assert.True(await bed.KeyValues.PutAsync(Topics, "Ordérs 订单", "[\"a\"]", 0, Token));

        var entry = (await bed.KeyValues.GetAsync(Topics, "Ordérs 订单", Token))!;
        Assert.Equal((Topics, "Ordérs 订单", "[\"a\"]", 1L), (entry.Category, entry.Key, entry.Value, entry.Version));
        Assert.True(entry.Id > 0);
        Assert.Equal(entry.CreatedAt, entry.UpdatedAt);
        Assert.InRange(await bed.Journal.ReadTimeAsync(Token) - entry.CreatedAt, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Null(await bed.KeyValues.GetAsync(Topics, "ordérs 订单", Token));
    }

    [Fact]
    public async Task Entry_CreatedTwice_SecondLosesAndChangesNothing()
    {
        var entries = (await OpenAsync()).KeyValues;
        Assert.True(await entries.PutAsync(Topics, "orders", "first", 0, Token));
        var first = await entries.GetAsync(Topics, "orders", Token);

        Assert.False(await entries.PutAsync(Topics, "orders", "second", 0, Token));

        Assert.Equal(first, await entries.GetAsync(Topics, "orders", Token));
    }

    [Fact]
    public async Task Entry_WrittenWithItsVersion_GoesOneHigherAndKeepsItsId()
    {
        var entries = (await OpenAsync()).KeyValues;
        await entries.PutAsync(Topics, "orders", "one", 0, Token);
        var created = (await entries.GetAsync(Topics, "orders", Token))!;

        Assert.True(await entries.PutAsync(Topics, "orders", "two", 1, Token));
        Assert.True(await entries.PutAsync(Topics, "orders", "three", 2, Token));

        var entry = (await entries.GetAsync(Topics, "orders", Token))!;
        Assert.Equal(created with { Value = "three", Version = 3, UpdatedAt = entry.UpdatedAt }, entry);
        Assert.True(entry.UpdatedAt >= created.UpdatedAt);
    }

    [Fact]
    public async Task Entry_WrittenWithAnotherVersion_LosesAndChangesNothing()
    {
        var entries = (await OpenAsync()).KeyValues;
        await entries.PutAsync(Topics, "orders", "one", 0, Token);
        await entries.PutAsync(Topics, "orders", "two", 1, Token);
        var before = await entries.GetAsync(Topics, "orders", Token);

        Assert.False(await entries.PutAsync(Topics, "orders", "late", 1, Token));
        Assert.False(await entries.PutAsync(Topics, "orders", "early", 3, Token));
        Assert.False(await entries.DeleteAsync(Topics, "orders", 1, Token));
        Assert.False(await entries.DeleteAsync(Topics, "orders", 0, Token));

        Assert.Equal(before, await entries.GetAsync(Topics, "orders", Token));
    }

    [Fact]
    public async Task Entry_DeletedAndCreatedAgain_HasANewIdAndVersionOne()
    {
        var entries = (await OpenAsync()).KeyValues;
        await entries.PutAsync(Topics, "orders", "one", 0, Token);
        await entries.PutAsync(Topics, "orders", "two", 1, Token);
        var first = (await entries.GetAsync(Topics, "orders", Token))!;

        Assert.True(await entries.DeleteAsync(Topics, "orders", 2, Token));
        Assert.Null(await entries.GetAsync(Topics, "orders", Token));
        Assert.False(await entries.DeleteAsync(Topics, "orders", 2, Token));
        Assert.False(await entries.PutAsync(Topics, "orders", "three", 2, Token));
        Assert.True(await entries.PutAsync(Topics, "orders", "again", 0, Token));

        var second = (await entries.GetAsync(Topics, "orders", Token))!;
        Assert.Equal(("again", 1L), (second.Value, second.Version));
        Assert.True(second.Id > first.Id);
    }

    [Fact]
    public async Task Entries_OfTwoCategories_AreApart()
    {
        var entries = (await OpenAsync()).KeyValues;
        Assert.True(await entries.PutAsync(Topics, "orders", "topic", 0, Token));
        Assert.True(await entries.PutAsync("other", "orders", "other", 0, Token));

        Assert.True(await entries.DeleteAsync("other", "orders", 1, Token));

        Assert.Equal("topic", (await entries.GetAsync(Topics, "orders", Token))!.Value);
        Assert.Equal("topic", Assert.Single(await entries.ScanAsync(Topics, 0, 10, Token)).Value);
        Assert.Empty(await entries.ScanAsync("other", 0, 10, Token));
    }

    [Fact]
    public async Task Entries_Scanned_ComeInPagesById()
    {
        var entries = (await OpenAsync()).KeyValues;
        foreach (var key in (string[])["e", "b", "d", "a", "c"])
            Assert.True(await entries.PutAsync(Topics, key, key, 0, Token));
        await entries.PutAsync("other", "x", "x", 0, Token);
        await entries.PutAsync(Topics, "b", "b2", 1, Token);

        List<KeyValueEntry> seen = [];
        while (await entries.ScanAsync(Topics, seen.Count == 0 ? 0 : seen[^1].Id, 2, Token) is { Count: > 0 } page)
        {
            Assert.True(page.Count <= 2);
            seen.AddRange(page);
        }

        Assert.Equal(["e", "b2", "d", "a", "c"], seen.Select(entry => entry.Value));
        Assert.Equal(seen.OrderBy(entry => entry.Id), seen);
    }

    [Fact]
    public async Task Entry_WrittenAtOnceByManySilos_HasOneWinnerPerVersion()
    {
        const int Writers = 8;
        const int Wins = 5;
        var silos = await Task.WhenAll(OpenAsync(), OpenAsync());

        var won = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(silos[writer % silos.Length].KeyValues), Token)));

        Assert.Equal(Enumerable.Range(1, Writers * Wins).Select(version => (long)version), won.SelectMany(versions => versions).Order());
        Assert.Equal(Writers * Wins, (await silos[0].KeyValues.GetAsync(Topics, "orders", Token))!.Version);

        static async Task<List<long>> WriteAsync(IKeyValueStore entries)
        {
            List<long> versions = [];
            while (versions.Count < Wins)
            {
                var version = (await entries.GetAsync(Topics, "orders", Token))?.Version ?? 0;
                if (await entries.PutAsync(Topics, "orders", "v", version, Token))
                    versions.Add(version + 1);
            }

            return versions;
        }
    }

    [Fact]
    public async Task Entry_DeletedAtOnceByMany_HasOneWinner()
    {
        var silos = await Task.WhenAll(OpenAsync(), OpenAsync());
        await silos[0].KeyValues.PutAsync(Topics, "orders", "v", 0, Token);

        var deleted = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => silos[i % 2].KeyValues.DeleteAsync(Topics, "orders", 1, Token).AsTask(), Token)));

        Assert.Single(deleted, true);
    }

    [Fact]
    public async Task Entry_OfTheLargestSize_IsKept()
    {
        var entries = (await OpenAsync()).KeyValues;
        var (category, key, value) = (new string('c', 64), new string('k', 256), new string('v', 1024 * 1024));

        Assert.True(await entries.PutAsync(category, key, value, 0, Token));

        Assert.Equal(value, (await entries.GetAsync(category, key, Token))!.Value);
    }

    [Fact]
    public async Task Entry_OutsideItsLimits_IsRefusedByName()
    {
        var entries = (await OpenAsync()).KeyValues;

        await Refused("category", () => Put("", "k", "v"));
        await Refused("category", () => Put(new string('c', 65), "k", "v"));
        await Refused("key", () => Put("c", "", "v"));
        await Refused("key", () => Put("c", new string('k', 257), "v"));
        await Refused("key", () => Put("c", "a\0b", "v"));
        await Refused("key", () => Put("c", "a\ud800b", "v"));
        await Refused("value", () => Put("c", "k", new string('v', 1024 * 1024 + 1)));
        await Refused("value", () => Put("c", "k", new string('é', 512 * 1024 + 1)));
        await Refused("value", () => Put("c", "k", "a\0b"));
        await Refused("expectedVersion", async () => await entries.PutAsync("c", "k", "v", -1, Token));
        await Refused("expectedVersion", async () => await entries.DeleteAsync("c", "k", -1, Token));
        await Refused("key", async () => await entries.DeleteAsync("c", "", 1, Token));
        await Refused("key", async () => await entries.GetAsync("c", new string('k', 257), Token));
        await Refused("category", async () => await entries.ScanAsync("", 0, 1, Token));
        await Refused("limit", async () => await entries.ScanAsync("c", 0, 0, Token));
        await Refused("limit", async () => await entries.ScanAsync("c", 0, 1_001, Token));

        Assert.Empty(await entries.ScanAsync("c", 0, 10, Token));

        async Task Put(string category, string key, string value) => await entries.PutAsync(category, key, value, 0, Token);

        static async Task Refused(string name, Func<Task> call) => Assert.Equal(name, (await Assert.ThrowsAnyAsync<ArgumentException>(call)).ParamName);
    }

    [Fact]
    public async Task Entries_StoreAway_AreUnavailable()
    {
        var bed = await OpenAsync();
        await bed.KeyValues.PutAsync(Topics, "orders", "one", 0, Token);
        bed.Store.BeforeChange = _ => throw new StoreException(StoreFailure.Unavailable, "unavailable", "The database is away.");

        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await bed.KeyValues.PutAsync(Topics, "orders", "two", 1, Token));
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await bed.KeyValues.DeleteAsync(Topics, "orders", 1, Token));
        bed.Store.BeforeChange = null;

        Assert.True(await bed.KeyValues.PutAsync(Topics, "orders", "two", 1, Token));
    }

    [Fact]
    public async Task Entries_JournalClosed_AreUnavailable()
    {
        var bed = await OpenAsync();
        await bed.Journal.StopAsync(Token);

        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await bed.KeyValues.GetAsync(Topics, "orders", Token));
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await bed.KeyValues.ScanAsync(Topics, 0, 1, Token));
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await bed.KeyValues.PutAsync(Topics, "orders", "v", 0, Token));
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await bed.KeyValues.DeleteAsync(Topics, "orders", 1, Token));
    }

    [Fact]
    public async Task Entries_StoreHangs_EndAfterPatienceAndTakeNoMoreThanTheirLimit()
    {
        using var gate = new Gate();
        var bed = await OpenAsync(time: Clock);
        bed.Store.BeforeChange = _ => gate.Pass();

        var waiting = Enumerable.Range(0, 100).Select(i => bed.KeyValues.PutAsync(Topics, $"k{i}", "v", 0, Token).AsTask()).ToArray();
        await gate.Reached.WaitAsync(Token);
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await bed.KeyValues.PutAsync(Topics, "one too many", "v", 0, Token));
        Clock.Advance(new StorageOptions().ClientPatience);
        foreach (var put in waiting)
            await Assert.ThrowsAsync<JournalUnavailableException>(() => put);
        gate.Open();

        // They were only not waited for: the store has written them before it answers what came later.
        Assert.True(await PutOnceFreeAsync());
        Assert.NotNull(await bed.KeyValues.GetAsync(Topics, "k0", Token));
        Assert.Null(await bed.KeyValues.GetAsync(Topics, "one too many", Token));

        async Task<bool> PutOnceFreeAsync()
        {
            while (true)
            {
                try
                {
                    return await bed.KeyValues.PutAsync(Topics, "later", "v", 0, Token);
                }
                catch (JournalUnavailableException)
                {
                    await Task.Yield();
                }
            }
        }
    }
}
