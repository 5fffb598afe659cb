namespace OrleansSaga.Benchmarks.Processes;

/// <summary>
/// A child's end of the pipes to the process that started it: commands on standard input, marked answers on standard
/// output between whatever the server logs. The end of standard input means that the parent is gone, however it went.
/// </summary>
internal static class ChildSide
{
    /// <summary>Marks the lines that are answers.</summary>
    public const string Mark = "@bench ";

    /// <summary>The next command; null when the parent has gone.</summary>
    public static string? ReadCommand() => Console.In.ReadLine();

    public static void Say<T>(T answer)
    {
        Console.Out.WriteLine(Mark + Wire.Write(answer));
        Console.Out.Flush();
    }
}
