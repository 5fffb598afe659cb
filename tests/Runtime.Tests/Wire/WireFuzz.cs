namespace OrleansSaga.Runtime.Tests.Wire;

/// <summary>Bytes as an enemy would send them: reading ends with a value, which can be written again, or with <see cref="WireFormatException"/>.</summary>
internal static class WireFuzz
{
    // Bytes are a few hundred; the rest is for exceptions and what is made once.
    private const long MostAllocated = 500_000;

    /// <summary>Tries bytes without sense.</summary>
    public static void Random<T>(IWireCodec<T> codec, int seed, int rounds)
    {
        var random = new Random(seed);
        for (var round = 0; round < rounds; round++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            // Small bytes are likelier to be keys and lengths of something.
            if (round % 2 == 0)
            {
                for (var i = 0; i < bytes.Length; i++)
                    bytes[i] &= 0x1F;
            }

            Try(codec, bytes, seed, round);
        }
    }

    /// <summary>Tries valid bytes with a few changes.</summary>
    /// <returns>How many could be read all the same.</returns>
    public static int Mutated<T>(IWireCodec<T> codec, byte[] valid, int seed, int rounds)
    {
        var random = new Random(seed);
        var readable = 0;
        for (var round = 0; round < rounds; round++)
        {
            var bytes = valid.ToList();
            for (var change = random.Next(1, 5); change > 0 && bytes.Count > 0; change--)
                Mutate(bytes, random);
            readable += Try(codec, [.. bytes], seed, round) ? 1 : 0;
        }

        return readable;
    }

    private static void Mutate(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count);
        switch (random.Next(6))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveAt(at);
                break;
            case 3:
                bytes.Insert(at, (byte)random.Next(256));
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                bytes.InsertRange(at, bytes.GetRange(0, random.Next(bytes.Count)));
                break;
        }
    }

    private static bool Try<T>(IWireCodec<T> codec, byte[] bytes, int seed, int round)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var value = codec.Read(bytes);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
            Assert.Equal(codec.Hex(value), codec.Hex(codec.There(value)));
            return true;
        }
        catch (WireFormatException refused) when (refused.InnerException is null)
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
            return false;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Seed {seed}, round {round}: {Convert.ToHexString(bytes)}", exception);
        }
    }
}
