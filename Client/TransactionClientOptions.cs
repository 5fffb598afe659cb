namespace OrleansSaga.Client;

/// <summary>Times and limits of a client.</summary>
public sealed class TransactionClientOptions
{
    /// <summary>How long a call may take with all its repeats; default 15 seconds.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one try of it may take; default 5 seconds.</summary>
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Most tries of one call; default 20.</summary>
    public int MostTries { get; set; } = 20;

    /// <summary>The pause before the first repeat, which doubles up to a second; default 50 milliseconds.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>What a definition is held to before it is sent. The servers have the last word (<c>OrleansSaga:Limits</c>).</summary>
    public SagaLimits Limits { get; set; } = new();

    /// <summary>All that is wrong with the options.</summary>
    internal IEnumerable<string> Faults()
    {
        if (TryTimeout <= TimeSpan.Zero)
            yield return $"{nameof(TryTimeout)}: {TryTimeout} is not above zero";
        if (Deadline < TryTimeout)
            yield return $"{nameof(Deadline)}: {Deadline} is shorter than {nameof(TryTimeout)} ({TryTimeout})";
        if (MostTries < 1)
            yield return $"{nameof(MostTries)}: {MostTries}, at least 1 is needed";
        if (FirstPause <= TimeSpan.Zero)
            yield return $"{nameof(FirstPause)}: {FirstPause} is not above zero";
        if (Limits is null)
            yield return $"{nameof(Limits)}: missing";
    }
}
