using OrleansSaga.Faults.Checking.Journal;

namespace OrleansSaga.Faults.Checking.Wire;

/// <summary>Reads the body of a record.</summary>
internal static class RecordReader
{
    private const int KnownFormat = 1;

    /// <exception cref="FormatException">The bytes are no record, or one of another format.</exception>
    public static (Guid AppendId, List<JournalEvent> Events) Read(ReadOnlySpan<byte> body)
    {
        var (format, appendId, events) = (0, Guid.Empty, new List<JournalEvent>());
        var reader = new WireReader(body);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Fields.Record.FormatVersion:
                    format = reader.Int32();
                    break;
                case Fields.Record.AppendId:
                    appendId = reader.Id();
                    break;
                case Fields.Record.Events:
                    events.Add(Event(reader.Bytes()));
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return format == KnownFormat ? (appendId, events) : throw new FormatException($"The record has format {format}.");
    }

    private static JournalEvent Event(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        if (!reader.Next())
            return new UnknownEvent(0);
        var kind = reader.Field;
        var body = reader.Bytes();
        return kind switch
        {
            Fields.Event.Created => DefinitionReader.Created(body),
            Fields.Event.Submitted => new Submitted(),
            Fields.Event.BranchRegistered => DefinitionReader.Registered(body),
            Fields.Event.ProgressRecorded => EventReader.Progress(body),
            Fields.Event.BranchSucceeded => EventReader.Succeeded(body),
            Fields.Event.BranchRefused => EventReader.Refused(body),
            Fields.Event.RetryScheduled => EventReader.Retry(body),
            Fields.Event.BranchParked => EventReader.Parked(body),
            Fields.Event.BranchResumed => EventReader.Resumed(body),
            Fields.Event.AbortDecided => EventReader.AbortDecided(body),
            Fields.Event.Finished => EventReader.Finished(body),
            Fields.Event.ForceStopped => EventReader.ForceStopped(body),
            Fields.Event.TransactionParked => EventReader.WholeParked(body),
            Fields.Event.TransactionResumed => new WholeResumed(),
            Fields.Event.OngoingRepeated => EventReader.Ongoing(body),
            Fields.Event.Snapshot => EventReader.Snapshot(body),
            _ => new UnknownEvent(kind),
        };
    }
}
