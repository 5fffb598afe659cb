namespace OrleansSaga.Runtime.Tests.Wire;

/// <summary>What links do not carry, each for another reason.</summary>
public static class FaultyTypes
{
    public interface IFaultyGrain : IGrainWithStringKey
    {
        Task Script(Func<int> script);

        Task Deep(Outer outer);

        Task<object> Anything();

        Task Open(Unsealed value);

        Task Numbers(IReadOnlyList<int?> values, IReadOnlyDictionary<string, string?> texts, IReadOnlyDictionary<int, string> byNumber, List<int> list, uint number);

        Task Members(Ids value, NoConstructor constructor, ReadOnly readOnly, WithField field);

        Task Generic(Generic<int> value);

        Task Loop(Endless value);

        Task Guard(Holder value);

        Task Unmarked(Unmarked value);

        Task Large(LargeId value);
    }

    public sealed class FaultyGrain : Grain, IFaultyGrain
    {
        public Task Script(Func<int> script) => Task.CompletedTask;

        public Task Deep(Outer outer) => Task.CompletedTask;

        public Task<object> Anything() => Task.FromResult(new object());

        public Task Open(Unsealed value) => Task.CompletedTask;

        public Task Numbers(IReadOnlyList<int?> values, IReadOnlyDictionary<string, string?> texts, IReadOnlyDictionary<int, string> byNumber, List<int> list, uint number) => Task.CompletedTask;

        public Task Members(Ids value, NoConstructor constructor, ReadOnly readOnly, WithField field) => Task.CompletedTask;

        public Task Generic(Generic<int> value) => Task.CompletedTask;

        public Task Loop(Endless value) => Task.CompletedTask;

        public Task Guard(Holder value) => Task.CompletedTask;

        public Task Unmarked(Unmarked value) => Task.CompletedTask;

        public Task Large(LargeId value) => Task.CompletedTask;
    }

    [GenerateSerializer]
    public sealed record Outer([property: Id(0)] IReadOnlyList<Middle> Items);

    [GenerateSerializer]
    public sealed record Middle([property: Id(0)] decimal Price, [property: Id(1)] int Count);

    [GenerateSerializer]
    public record Unsealed([property: Id(0)] int Number);

    [GenerateSerializer]
    public sealed record Ids([property: Id(1)] int First, [property: Id(1)] int Second)
    {
        public int Forgotten { get; init; }
    }

    [GenerateSerializer]
    public sealed class NoConstructor
    {
        public NoConstructor(int other) => Number = other;

        [Id(0)]
        public int Number { get; }
    }

    [GenerateSerializer]
    public sealed class ReadOnly
    {
        [Id(0)]
        public int Number { get; }
    }

    [GenerateSerializer]
    public sealed class WithField
    {
        [Id(0)]
        internal int Number { get; init; }

        [Id(1)]
        internal readonly string Text = "";
    }

    [GenerateSerializer]
    public sealed record Generic<T>([property: Id(0)] T Value);

    [GenerateSerializer]
    public sealed record Endless([property: Id(0)] Endless2 Other);

    [GenerateSerializer]
    public sealed record Endless2([property: Id(0)] Endless Other);

    [GenerateSerializer]
    public sealed record Holder([property: Id(0)] Picky Held);

    [GenerateSerializer]
    public sealed class Picky
    {
        public Picky(string name)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            Name = name;
        }

        [Id(0)]
        public string Name { get; }
    }

    public sealed record Unmarked(int Number);

    [GenerateSerializer]
    public sealed record LargeId([property: Id(1u << 29)] int Number);
}
