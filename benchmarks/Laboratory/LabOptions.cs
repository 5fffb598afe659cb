using OrleansSaga.Benchmarks.Cli;

namespace OrleansSaga.Benchmarks.Laboratory;

/// <summary>What all measurements share.</summary>
/// <param name="ParentDirectory">Where files are put, which decides the disk; default is the temporary folder.</param>
/// <param name="Gc">Garbage collector of the server.</param>
/// <param name="Listeners">How many participants (addresses) there are.</param>
internal sealed record LabOptions(string ParentDirectory, string Gc, int Listeners)
{
    public static LabOptions Read(CommandOptions line, int listeners) => new(
        line.Text("dir", Path.GetTempPath()),
        line.Text("gc", "product"),
        line.Number("participants", listeners));
}
