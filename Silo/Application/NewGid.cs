using System.Security.Cryptography;

namespace OrleansSaga.Silo.Application;

/// <summary>Makes gids the way DTM does: 128 random bits in base 57, 22 characters without look-alikes (protocol 1.2, newGid).</summary>
public static class NewGid
{
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const int Length = 22;

    /// <summary>A new gid.</summary>
    public static string Create()
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        var value = new UInt128(BitConverter.ToUInt64(random), BitConverter.ToUInt64(random[8..]));
        Span<char> text = stackalloc char[Length];
        for (var i = 0; i < Length; i++)
        {
            (value, var digit) = UInt128.DivRem(value, 57);
            text[i] = Alphabet[(int)digit];
        }

        return new string(text);
    }
}
