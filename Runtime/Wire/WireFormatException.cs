namespace OrleansSaga.Runtime.Embedded;

/// <summary>Bytes from another silo are not what they should be.</summary>
internal sealed class WireFormatException : Exception
{
    public WireFormatException()
    {
    }

    public WireFormatException(string message)
        : base(message)
    {
    }

    public WireFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
