using System.Collections.Immutable;

namespace OrleansSaga.Grains.Kernel;

/// <summary>Refuses orders that can never be met: DTM leaves such a saga unfinished for ever (protocol 4.1).</summary>
internal static class CycleCheck
{
    /// <summary>Throws naming the cycle, if the steps wait for each other in one.</summary>
    public static void Check(ImmutableArray<StepDefinition> steps, bool concurrent)
    {
        // Depth first without recursion; "open" steps are those on the path.
        var visited = new byte[steps.Length];
        var path = new Stack<(int Step, int Next)>();
        for (var start = 0; start < steps.Length; start++)
        {
            if (visited[start] == 0)
                Visit(start, steps, concurrent, visited, path);
        }
    }

    private static void Visit(int start, ImmutableArray<StepDefinition> steps, bool concurrent, byte[] visited, Stack<(int Step, int Next)> path)
    {
        const byte Open = 1, Done = 2;
        path.Push((start, 0));
        visited[start] = Open;
        while (path.TryPop(out var top))
        {
            var before = Before(steps, top.Step, concurrent, top.Next);
            if (before is not { } step)
            {
                visited[top.Step] = Done;
                continue;
            }

            path.Push((top.Step, top.Next + 1));
            if (visited[step] == Open)
                throw new InvalidFieldException($"custom_data.orders: steps wait for each other: {Name(path, step)}");
            if (visited[step] == 0)
            {
                visited[step] = Open;
                path.Push((step, 0));
            }
        }
    }

    private static int? Before(ImmutableArray<StepDefinition> steps, int step, bool concurrent, int index)
    {
        if (index < steps[step].After.Length)
            return steps[step].After[index];
        return !concurrent && step > 0 && index == steps[step].After.Length ? step - 1 : null;
    }

    private static string Name(Stack<(int Step, int Next)> path, int closing)
    {
        var cycle = new List<int> { closing };
        foreach (var (step, _) in path)
        {
            cycle.Add(step);
            if (step == closing)
                break;
        }

        const int Shown = 10;
        var names = cycle.Count <= Shown ? string.Join(" <- ", cycle) : $"{string.Join(" <- ", cycle.Take(Shown))} <- ... ({cycle.Count - 1} steps)";
        return names;
    }
}
