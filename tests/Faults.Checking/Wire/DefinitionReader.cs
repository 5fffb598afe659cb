using OrleansSaga.Faults.Checking.Journal;

namespace OrleansSaga.Faults.Checking.Wire;

/// <summary>Reads what a transaction and its branches were defined as.</summary>
internal static class DefinitionReader
{
    public static Created Created(ReadOnlySpan<byte> message)
    {
        var created = new Created("", Guid.Empty, Mode.Unknown, Status.Unknown);
        var steps = new List<BranchDefinition>();
        var reader = new WireReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Fields.Created.Gid:
                    created = created with { Gid = reader.Text() };
                    break;
                case Fields.Created.Instance:
                    created = created with { Instance = reader.Id() };
                    break;
                case Fields.Created.Mode:
                    created = created with { Mode = (Mode)reader.Int32() };
                    break;
                case Fields.Created.Status:
                    created = created with { Status = (Status)reader.Int32() };
                    break;
                case Fields.Created.Steps:
                    steps.Add(Step(reader.Bytes()));
                    break;
                case Fields.Created.QueryPrepared:
                    created = created with { QueryPrepared = reader.Text() };
                    break;
                case Fields.Created.Concurrent:
                    created = created with { Concurrent = reader.Bool() };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return created with { Steps = steps };
    }

    public static Registered Registered(ReadOnlySpan<byte> message)
    {
        var branch = new BranchDefinition("", "", "");
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Field == Fields.BranchRegistered.Branch)
                branch = Step(reader.Bytes());
            else
                reader.Skip();
        }

        return new Registered(branch);
    }

    private static BranchDefinition Step(ReadOnlySpan<byte> message)
    {
        var (id, forward, backward, payload, after) = ("", "", "", Array.Empty<byte>(), new List<int>());
        var reader = new WireReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Fields.Step.Action:
                    forward = reader.Text();
                    break;
                case Fields.Step.Compensate:
                    backward = reader.Text();
                    break;
                case Fields.Step.Payload:
                    payload = reader.Bytes().ToArray();
                    break;
                case Fields.Step.After:
                    reader.Int32s(after);
                    break;
                case Fields.Step.BranchId:
                    id = reader.Text();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new BranchDefinition(id, forward, backward) { Payload = payload, After = after };
    }
}
