namespace OrleansSaga.Silo.Cluster;

/// <summary>One line when the table goes away and one when it is back, however many beats fail in between.</summary>
internal sealed class OutageLog(TimeProvider time, ILogger logger)
{
    private long _begun;
    private int _failed;

    public void Add(string reason)
    {
        if (_failed++ > 0)
            return;
        _begun = time.GetTimestamp();
        MembershipLog.Away(logger, reason);
    }

    public void End()
    {
        if (_failed == 0)
            return;
        MembershipLog.Back(logger, time.GetElapsedTime(_begun), _failed);
        _failed = 0;
    }
}
