using System.Buffers;

namespace OrleansSaga.Runtime.Tests.Links;

/// <summary>Bytes that no silo sends. Seeds are fixed: a failure names its own.</summary>
public sealed class LinkHostileTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 10)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Server_OfRandomFirstBytes_ServesNothingAndStays(int seed)
    {
        await using var links = new TestLinks();
        var random = new Random(seed);
        for (var i = 0; i < 30; i++)
        {
            var (client, served) = links.Connect();
            await client.SendAsync(FirstBytes(links, random));
            await client.DisposeAsync();
            await served.Soon();
        }

        Assert.Empty(links.Handler.Calls);
        Assert.Equal("Done:x", await TestLinks.Send(await links.UpAsync(), "x").End);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Server_OfRandomFramesAfterTheProof_EndsOnlyThatSession(int seed)
    {
        await using var links = new TestLinks();
        var random = new Random(seed);
        for (var i = 0; i < 30; i++)
        {
            var (client, served) = await links.ConnectAsync();
            await client.SendAsync(Mangled(Frames(), random));
            await client.DisposeAsync();
            await served.Soon();
        }

        links.Handler.Calls.Clear();
        Assert.Equal("Done:x", await TestLinks.Send(await links.UpAsync(), "x").End);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Client_OfRandomFramesAfterTheProof_TellsItsCallersOnceAndConnectsAgain(int seed)
    {
        // Time only has to end the pauses between two attempts; on a busy machine it runs ahead of everything else.
        await using var links = new TestLinks(isServed: false, client: TestLinks.WithoutTimeouts, server: TestLinks.WithoutTimeouts);
        var random = new Random(seed);
        var link = links.Open();
        for (var i = 0; i < 10; i++)
        {
            var accepting = links.AcceptAsync();
            await links.AdvanceUntil(() => accepting.IsCompleted);
            var server = await accepting;
            await TestLinks.Until(() => link.IsUp);
            var callers = Enumerable.Range(0, 5).Select(n => TestLinks.Send(link, $"{n}")).ToList();
            await server.SendAsync(Mangled(Frames(), random));
            await server.DisposeAsync();
            foreach (var caller in callers)
            {
                await caller.End;
                Assert.Equal(1, caller.Told);
            }

            await TestLinks.Until(() => !link.IsUp);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Parser_OfRandomBytes_FailsInItsOwnWordsOnly(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 5_000; i++)
        {
            var content = new ReadOnlySequence<byte>(RandomBytes(random, 40));
            Assert.True(IsReadOrRefused(() => FrameParser.ReadCall(content, out _)));
            Assert.True(IsReadOrRefused(() => FrameParser.ReadReply(content, out _)));
            Assert.True(IsReadOrRefused(() => FrameParser.ReadBye(content)));
            LinkHello.Decode(content.FirstSpan);
        }
    }

    private static bool IsReadOrRefused<T>(Func<T> read)
    {
        try
        {
            read();
            return true;
        }
        catch (LinkProtocolException)
        {
            return true;
        }
    }

    private static ReadOnlyMemory<byte> FirstBytes(TestLinks links, Random random)
    {
        if (random.Next(2) == 0)
            return RandomBytes(random, 300);
        var bytes = new ArrayBufferWriter<byte>();
        FrameWriter.Write(bytes, FrameKind.Hello, LinkHello.Of(links.ClientOptions).Encode());
        FrameWriter.Write(bytes, FrameKind.Proof, RandomBytes(random, 64));
        bytes.Write(Frames());
        return Mangled(bytes.WrittenSpan.ToArray(), random);
    }

    private static byte[] Frames()
    {
        var bytes = new ArrayBufferWriter<byte>();
        for (var number = 1UL; number <= 4; number++)
        {
            FrameWriter.WriteCall(bytes, number, 1_000, TestLinks.Request($"call {number}"));
            FrameWriter.WriteReply(bytes, number, TestHandler.Done($"reply {number}"));
        }

        FrameWriter.Write(bytes, FrameKind.Ping, default);
        FrameWriter.WriteBye(bytes, 2);
        return bytes.WrittenSpan.ToArray();
    }

    private static byte[] Mangled(byte[] bytes, Random random)
    {
        for (var changes = random.Next(1, 6); changes > 0; changes--)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes[..random.Next(1, bytes.Length + 1)];
    }

    private static byte[] RandomBytes(Random random, int most)
    {
        var bytes = new byte[random.Next(1, most)];
        random.NextBytes(bytes);
        // Half of them get past the length, into what comes behind it.
        if (bytes.Length > 4 && random.Next(2) == 0)
            (bytes[0], bytes[1], bytes[2], bytes[3]) = ((byte)(bytes.Length - 4), 0, 0, 0);
        return bytes;
    }
}
