namespace OrleansSaga.Runtime.Tests.Wire;

/// <summary>Returns what it gets.</summary>
public sealed class WireGrain : Grain, IWireGrain
{
    public Task<EveryType> Every(EveryType value) => Task.FromResult(value);

    public Task<EveryNullable> Nullables(EveryNullable value) => Task.FromResult(value);

    public Task<Node> Tree(Node value) => Task.FromResult(value);

    public Task<OlderShape> Older(OlderShape value) => Task.FromResult(value);

    public Task<NewerShape> Newer(NewerShape value) => Task.FromResult(value);

    public Task<Guarded> Guard(Guarded value) => Task.FromResult(value);

    public Task<Point> Struct(Point value) => Task.FromResult(value);

    public ValueTask<string?> Maybe(string? value) => new(value);

    public ValueTask<string> Text(string value) => new(value);

    public Task<IReadOnlyList<IReadOnlyList<bool>>> Lists(IReadOnlyList<IReadOnlyList<bool>> value) => Task.FromResult(value);

    public Task<ReadOnlyMemory<byte>> Memory(ReadOnlyMemory<byte> value) => Task.FromResult(value);

    public Task<Colour> Paint(Colour value) => Task.FromResult(value);

    public Task<DateTimeOffset> Time(DateTimeOffset value) => Task.FromResult(value);

    public Task<long> Several(int first, string? second, Inner? third, long fourth) => Task.FromResult(first + fourth);

    public Task Tell(string text) => Task.CompletedTask;

    public Task Fail(string message) => Task.FromException(new InvalidOperationException(message));
}
