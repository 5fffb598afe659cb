namespace OrleansSaga.Storage.Tests;

public abstract partial class JournalCompliance
{
    [Fact]
    public async Task Commit_AfterOneOfThree_WaitsForThree()
    {
        const int Rounds = 20;
        var bed = await OpenAsync(options => (options.Writers, options.GatherTime) = (1, TimeSpan.FromSeconds(30)));
        using (var gate = Hold(bed))
        {
            var first = bed.Write(Writes.Create());
            await gate.Reached;
            var three = Enumerable.Range(0, 3).Select(_ => bed.Write(Writes.Create())).ToArray();
            gate.Open();
            await Task.WhenAll([first, .. three]);
            bed.Store.Before = null;
        }

        for (var round = 0; round < Rounds; round++)
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => bed.Write(Writes.Create())));

        Assert.Equal(string.Join(' ', Enumerable.Repeat(3, Rounds + 1)), string.Join(' ', bed.Store.Batches.Skip(1).Select(batch => batch.Length)));
    }

    [Fact]
    public async Task Commit_AfterOneOfOne_WaitsForNobody()
    {
        var bed = await OpenAsync(options => (options.Writers, options.GatherTime) = (1, TimeSpan.FromDays(1)));

        await bed.WriteOk(Writes.Create(), Writes.Create());
    }
}
