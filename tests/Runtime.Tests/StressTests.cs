using System.Globalization;

namespace OrleansSaga.Runtime.Tests;

public sealed class StressTests
{
    /// <summary>Grains that call grains with higher keys, fail, interleave, set timers and end at random; every call is answered.</summary>
    [Fact]
    public async Task RandomCalls_AreAllAnswered_WithOneThreadPerActivation()
    {
        // The seed fixes what is asked, not how the threads meet.
        var seed = Random.Shared.Next();
        await using var silo = new TestSilo(static options => options.MaxActivations = 40);
        var answered = 0;
        var failed = 0;

        var callers = Enumerable.Range(0, 32).Select(caller => Task.Run(async () =>
        {
            var random = new Random(seed + caller);
            for (var i = 0; i < 500; i++)
            {
                try
                {
                    await Call(silo.Factory, random.Next(20), random.Next());
                    Interlocked.Increment(ref answered);
                }
                catch (NotSupportedException)
                {
                    Interlocked.Increment(ref failed);
                }
            }
        }, TestContext.Current.CancellationToken)).ToList();
        var all = Task.WhenAll(callers);
        while (!all.IsCompleted)
        {
            silo.Time.Advance(TimeSpan.FromSeconds(20));
            await Task.Yield();
        }

        await all.Soon();
        Assert.True(answered + failed == 32 * 500 && answered > 0 && failed > 0, $"seed {seed}: {answered} answered, {failed} failed");
        Assert.True(silo.Probe.Violations == 0, $"seed {seed}: {silo.Probe.Violations} violations");
    }

    private static Task Call(IGrainFactory factory, int key, int seed)
    {
        var grain = factory.GetGrain<IScriptGrain>(key.ToString(CultureInfo.InvariantCulture));
        return seed % 4 == 0 ? grain.RunInterleaved(Work) : grain.Run(Work);

        async Task Work(ScriptGrain self)
        {
            var random = new Random(seed);
            self.Alone();
            if (random.Next(3) == 0)
                await Task.Yield();
            self.Alone();
            switch (random.Next(8))
            {
                case 0:
                    self.Deactivate();
                    break;
                case 1:
                    throw new NotSupportedException("on purpose");
                case 2 when !self.Probe.Deactivations.IsEmpty && seed % 4 != 0:
                    self.RegisterGrainTimer(
                        _ =>
                        {
                            self.Alone();
                            return Task.CompletedTask;
                        },
                        new(TimeSpan.FromSeconds(random.Next(30)), TimeSpan.FromSeconds(10)) { Interleave = random.Next(2) == 0 });
                    break;
                default:
                    // Only upwards: circles would wait for ever.
                    if (key < 19)
                        await Call(self.Factory, random.Next(key + 1, 20), random.Next());
                    break;
            }

            self.Alone();
        }
    }
}
