using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Silo.Import;

/// <summary>Tells what an import finds, as it finds it.</summary>
internal interface IImportReport
{
    /// <summary>The first look is done.</summary>
    void Waiting(string location, int unfinished, TimeSpan settle);

    /// <summary>Something moved: <paramref name="afterWriting"/> tells whether before or after the import wrote.</summary>
    void Moved(Movement movement, bool afterWriting);

    /// <summary>A transaction that cannot be adopted.</summary>
    void Refused(DtmGlobalRow global, string reason);

    /// <summary>A topic that cannot be adopted.</summary>
    void TopicRefused(string topic, string reason);

    /// <summary>All is done.</summary>
    void Summary(ImportSummary summary, bool applied);
}
