using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.GroupCommit;

/// <summary>Runs maintenance on a writer and hands its result, or its failure, to who waits for it.</summary>
internal static class WriterWork
{
    public static void Run<T>(IStoreWriter writer, Func<IStoreWriter, T> work, TaskCompletionSource<T> done)
    {
        try
        {
            done.SetResult(work(writer));
        }
        catch (StoreException exception)
        {
            done.SetException(new JournalUnavailableException(exception.Message, exception));
        }
#pragma warning disable CA1031 // It goes to who asked for the work.
        catch (Exception exception)
        {
            done.SetException(exception);
        }
#pragma warning restore CA1031
    }

    public static JournalUnavailableException Closed() => new("The journal is closed.");
}
