using OrleansSaga.Silo.Options;
using OrleansSaga.Storage;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Operations;

/// <summary>Whether a silo may stop: when another one is active and its beat moves.</summary>
internal static class CanStop
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The command <c>silo can-stop</c>: whether the silo that these settings belong to may stop without anybody noticing.</summary>
    public static async Task<(int Code, string Answer)> AskAsync(SiloQuestion question)
    {
        if (question.Words.Count > 0)
            return (SiloExit.Unknown, $"'{string.Join(' ', question.Words)}' is not known here; the question is about the silo whose configuration is given");
        if (question.Storage.Provider != StorageProvider.Postgres)
            return (SiloExit.Unknown, $"{StorageOptions.Section}:Provider is {question.Storage.Provider.ToString().ToLowerInvariant()}: such a silo is the only one, and nobody can see it from outside. Stopping it stops the service.");
        var name = SiloName.Of(question.Cluster, question.Api);
        using var table = MembershipTables.Postgres(question.Storage, name);
        return await AskAsync(table, name, question.Time);
    }

    /// <summary>Watches the others' beats.</summary>
    /// <exception cref="MembershipUnavailableException">The table is away.</exception>
    public static async Task<(int Code, string Answer)> AskAsync(ISiloTable table, string name, TimeProvider time)
    {
        var first = table.Read();
        if (!first.Any(row => row.Name == name))
            return (SiloExit.Unknown, $"there is no silo '{name}' on this database{(first.Count == 0 ? "" : $"; there are {Names(first)}")}. Give the command the silo's own configuration.");
        var begun = time.GetTimestamp();
        var rows = first;
        while (time.GetElapsedTime(begun) < Patience)
        {
            await Task.Delay(Pause, time);
            rows = table.Read();
            var other = rows.FirstOrDefault(row => row.Name != name && row.State == SiloState.Active && first.Any(old => old.Incarnation == row.Incarnation && old.Beat != row.Beat));
            if (other is not null)
                return (SiloExit.Yes, $"yes, silo {other.Description} goes on.");
        }

        var others = rows.Where(row => row.Name != name).Select(static row => $"'{row.Name}' is {row.State.ToString().ToLowerInvariant()}{(row.State == SiloState.Active ? ", and its beat stands still" : "")}").ToList();
        return (SiloExit.No, $"no, '{name}' is the last one: {(others.Count == 0 ? "there is no other silo on this database" : string.Join("; ", others))}.");
    }

    private static string Names(IReadOnlyList<SiloRow> rows) => string.Join(", ", rows.Select(static row => $"'{row.Name}'"));
}
