using Google.Protobuf;
using OrleansSaga.Grains.Kernel;
using Wire = OrleansSaga.Grains.Journal.Records;

namespace OrleansSaga.Grains.Journal;

/// <summary>Writes and reads journal records (Records/record.proto). Bytes once written are read for ever: golden files pin them.</summary>
public static class RecordCodec
{
    /// <summary>Version of the envelope.</summary>
    public const int FormatVersion = 1;

    /// <summary>The highest feature level that this build reads.</summary>
    public const int FeatureLevel = 2;

    /// <summary>Encodes one record.</summary>
    public static JournalRecord Encode(Guid appendId, IReadOnlyList<TransactionEvent> events, string actor, string? traceParent, string requestId)
    {
        ArgumentNullException.ThrowIfNull(events);
        var record = new Wire.Record
        {
            FormatVersion = FormatVersion,
            FeatureLevel = 1,
            AppendId = EventEncoder.Bytes(appendId),
            RequestId = requestId,
            Actor = actor,
            Traceparent = traceParent ?? "",
        };
        var isSnapshot = false;
        for (var i = 0; i < events.Count; i++)
        {
            record.FeatureLevel = Math.Max(record.FeatureLevel, LevelOf(events[i]));
            isSnapshot |= i == 0 && events[i] is TransactionSnapshot;
            record.Events.Add(EventEncoder.Encode(events[i]));
        }

        return new JournalRecord(appendId, isSnapshot, record.ToByteArray()) { FeatureLevel = (int)record.FeatureLevel };
    }

    /// <summary>The least level that reads an event: 1 knows sagas, 2 all modes.</summary>
    private static uint LevelOf(TransactionEvent happened) => happened switch
    {
        TransactionCreated { Definition.Mode: not TransactionMode.Saga } or BranchRegistered or ProgressRecorded => 2,
        _ => 1,
    };

    /// <summary>Decodes one record.</summary>
    /// <exception cref="UnreadableRecordException">It is newer than this silo, or damaged.</exception>
    public static JournalEnvelope Decode(ReadOnlyMemory<byte> body)
    {
        Wire.Record record;
        try
        {
            record = Wire.Record.Parser.ParseFrom(body.Span);
        }
        catch (InvalidProtocolBufferException damaged)
        {
            throw new UnreadableRecordException("The record's bytes are damaged.", damaged);
        }

        if (record.FormatVersion != FormatVersion || record.FeatureLevel > FeatureLevel)
            throw new UnreadableRecordException($"The record has format {record.FormatVersion} and needs feature level {record.FeatureLevel}; this silo reads format {FormatVersion} up to level {FeatureLevel}.");
        var events = new List<TransactionEvent>(record.Events.Count);
        foreach (var happened in record.Events)
            events.Add(EventDecoder.Decode(happened));
        return new JournalEnvelope((int)record.FeatureLevel, EventDecoder.Guid(record.AppendId), record.RequestId, record.Actor, EventDecoder.OrNull(record.Traceparent), events);
    }

    /// <summary>Replays records into a state; null when there are none.</summary>
    /// <exception cref="UnreadableRecordException">A record is newer than this silo, or damaged.</exception>
    public static TransactionState? Replay(IReadOnlyList<StoredRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        return Replay(records, static (_, _) => { });
    }

    /// <summary>As <see cref="Replay(IReadOnlyList{StoredRecord})"/>; tells <paramref name="onRecord"/> the version and envelope of each record.</summary>
    internal static TransactionState? Replay(IReadOnlyList<StoredRecord> records, Action<int, JournalEnvelope> onRecord)
    {
        TransactionState? state = null;
        foreach (var record in records)
        {
            var envelope = Decode(record.Body);
            state = Evolver.Evolve(state, envelope.Events);
            onRecord(record.Version, envelope);
        }

        return state;
    }
}
