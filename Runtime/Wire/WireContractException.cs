namespace OrleansSaga.Runtime.Embedded;

/// <summary>Grain interfaces whose calls cannot cross a link.</summary>
internal sealed class WireContractException : Exception
{
    public WireContractException()
    {
    }

    public WireContractException(string message)
        : base(message)
    {
    }

    public WireContractException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public WireContractException(IReadOnlyList<string> faults)
        : base("What cannot cross links between silos: " + string.Join(" ", faults)) => Faults = faults;

    /// <summary>All that is wrong, each with the path of the member.</summary>
    public IReadOnlyList<string> Faults { get; } = [];
}
