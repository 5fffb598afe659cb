using OrleansSaga.Grains.Kernel;
using OrleansSaga.Grains.Tests.Kernel;

namespace OrleansSaga.Grains.Tests.Simulation;

/// <summary>Random definitions: a DAG of orders, concurrent or not, options and policies.</summary>
internal static class RandomSaga
{
    public static TransactionDefinition Next(Random random)
    {
        var steps = random.Next(16) == 0 ? 0 : random.Next(1, 7);
        var concurrent = random.Next(2) == 0;
        var saga = Build.ASaga().WithSteps(steps).Concurrent(concurrent).Jitter(0.1).RetryMax(random.Next(10, 60));
        var rank = Enumerable.Range(0, steps).ToArray();
        if (concurrent)
            random.Shuffle(rank);
        for (var i = 0; i < steps; i++)
        {
            Orders(saga, i, rank, random);
            Urls(saga, i, random);
            Policies(saga, i, random);
        }

        Options(saga, random);
        return saga.Definition();
    }

    // The rank is a random permutation in a concurrent saga, and the step number in a sequential one, so that there is no cycle.
    private static void Orders(SagaBuilder saga, int step, int[] rank, Random random)
    {
        var before = Enumerable.Range(0, rank.Length).Where(other => rank[other] < rank[step] && random.Next(3) == 0).ToArray();
        if (before.Length > 0)
            saga.Order(step, before);
    }

    private static void Urls(SagaBuilder saga, int step, Random random)
    {
        if (random.Next(12) == 0)
            saga.EmptyUrl(step, BranchOp.Action);
        if (random.Next(8) == 0)
            saga.EmptyUrl(step, BranchOp.Compensate);
    }

    private static void Policies(SagaBuilder saga, int step, Random random)
    {
        if (random.Next(6) == 0)
            saga.NonCompensable(step);
        if (random.Next(5) == 0)
            saga.MaxAttempts(step, random.Next(1, 5), park: random.Next(2) == 0);
        if (random.Next(6) == 0)
            saga.Backoff(step, 0.1 + random.NextDouble(), 1 + random.NextDouble() * 3, 20);
        if (random.Next(6) == 0)
            saga.Policy(step, policy => policy with { RequestTimeoutSeconds = random.Next(1, 20) });
    }

    private static void Options(SagaBuilder saga, Random random)
    {
        if (random.Next(3) == 0)
            saga.TimeoutToFail(random.Next(1, 200));
        if (random.Next(3) == 0)
            saga.RetryInterval(random.Next(1, 20));
        if (random.Next(4) == 0)
            saga.RetryLimit(random.Next(1, 6), random.Next(3));
        if (random.Next(4) == 0)
            saga.RequestTimeout(random.Next(1, 15));
    }
}
