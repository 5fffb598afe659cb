namespace OrleansSaga.TestKit;

/// <summary>What a <see cref="TcpProxy"/> does to what passes through it.</summary>
public enum ProxyMode
{
    /// <summary>Passes everything.</summary>
    Pass,

    /// <summary>Resets every connection, and every new one as soon as it is made.</summary>
    Cut,

    /// <summary>Takes connections and bytes, and passes nothing; what it took is passed late, as TCP would, if the connection still lives.</summary>
    BlackHole,

    /// <summary>Passes every chunk after a delay.</summary>
    Slow,
}
