using OrleansSaga.Samples.Bank;

namespace OrleansSaga.Faults;

/// <summary>Participants that fail before or after the work was done, that want to be asked later, or do not answer.</summary>
internal static class ParticipantTrouble
{
    private const int LongestMilliseconds = 3_000;

    public static async Task RunAsync(BankHost banks, int seed, CancellationToken stop)
    {
        var random = new Random(seed);
        try
        {
            while (true)
            {
                // What is left of a fault when its time is over is taken back; calls that hang are cut off then.
                using var first = banks.North.Faults.Add(Draw(random));
                using var second = banks.South.Faults.Add(Draw(random));
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(500, LongestMilliseconds)), TimeProvider.System, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
    }

    private static BankFault Draw(Random random) => random.Next(4) switch
    {
        0 => new BankFault(BankFaultKind.Fail) { Times = random.Next(1, 6) },
        1 => new BankFault(BankFaultKind.Fail) { Times = random.Next(1, 6), AfterEffect = true },
        2 => new BankFault(BankFaultKind.Ongoing) { Times = random.Next(1, 4) },
        _ => new BankFault(BankFaultKind.Hold) { Times = random.Next(1, 3), AfterEffect = random.Next(2) == 0 },
    };
}
