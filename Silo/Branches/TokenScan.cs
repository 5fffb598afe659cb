namespace OrleansSaga.Silo.Branches;

/// <summary>Looks for the two words in a body that arrives in pieces (protocol 3.2).</summary>
internal struct TokenScan
{
    /// <summary>How many bytes before a new piece must be seen again, so that a word that is cut in two is found.</summary>
    public const int Overlap = 6;

    /// <summary>Whether the body has the word ONGOING.</summary>
    public bool Ongoing { get; private set; }

    /// <summary>Whether the body has the word FAILURE.</summary>
    public bool Failure { get; private set; }

    /// <summary>Looks at a piece, which starts with the last <see cref="Overlap"/> bytes of the one before.</summary>
    public void Look(ReadOnlySpan<byte> piece)
    {
        Ongoing = Ongoing || piece.IndexOf("ONGOING"u8) >= 0;
        Failure = Failure || piece.IndexOf("FAILURE"u8) >= 0;
    }
}
