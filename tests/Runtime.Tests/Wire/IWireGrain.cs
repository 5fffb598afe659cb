namespace OrleansSaga.Runtime.Tests.Wire;

/// <summary>Takes and returns what links carry.</summary>
[Alias("test.wire")]
public interface IWireGrain : IGrainWithStringKey
{
    [Alias("every")]
    Task<EveryType> Every(EveryType value);

    Task<EveryNullable> Nullables(EveryNullable value);

    Task<Node> Tree(Node value);

    Task<OlderShape> Older(OlderShape value);

    Task<NewerShape> Newer(NewerShape value);

    Task<Guarded> Guard(Guarded value);

    Task<Point> Struct(Point value);

    ValueTask<string?> Maybe(string? value);

    ValueTask<string> Text(string value);

    Task<IReadOnlyList<IReadOnlyList<bool>>> Lists(IReadOnlyList<IReadOnlyList<bool>> value);

    Task<ReadOnlyMemory<byte>> Memory(ReadOnlyMemory<byte> value);

    Task<Colour> Paint(Colour value);

    Task<DateTimeOffset> Time(DateTimeOffset value);

    Task<long> Several(int first, string? second, Inner? third, long fourth);

    [OneWay]
    Task Tell(string text);

    Task Fail(string message);
}
