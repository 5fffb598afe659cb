namespace OrleansSaga.Runtime.Embedded;

/// <summary>A peer sends what no link sends.</summary>
internal sealed class LinkProtocolException : Exception
{
    public LinkProtocolException()
    {
    }

    public LinkProtocolException(string message)
        : base(message)
    {
    }

    public LinkProtocolException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
