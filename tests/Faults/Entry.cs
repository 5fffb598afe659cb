namespace OrleansSaga.Faults;

/// <summary>This program is a silo of a test cluster. The driver itself is started by <c>benchmarks faults</c>, or by a test.</summary>
internal static class Entry
{
    private const int UsageError = 64;

    public static async Task<int> Main(string[] args)
    {
        if (args is [SiloRole.Word, .. var configuration])
            return await SiloRole.RunAsync(configuration);
        await Console.Error.WriteLineAsync("The fault driver: dotnet run --project benchmarks -- faults --minutes M --seed S");
        return UsageError;
    }
}
