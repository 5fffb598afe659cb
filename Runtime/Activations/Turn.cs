namespace OrleansSaga.Runtime.Embedded;

/// <summary>
/// A piece of work that runs on an activation without interruption. Turns are linked through themselves, so that
/// queueing one allocates nothing; a turn is in one queue at most.
/// </summary>
internal abstract class Turn
{
    public Turn? Next { get; set; }

    public abstract void Run();
}
